import { randomUUID } from 'node:crypto';
import { Module } from '@nestjs/common';
import { ActivityTrackerModule } from 'nestjs-activity-tracker';
import { InMemoryActivityStore } from 'nestjs-activity-tracker/testing';
import { AppController } from './app.controller';
import { AppService } from './app.service';

@Module({
  imports: [
    ActivityTrackerModule.forRootAsync({
      useFactory: () => ({
        database: true,
        ...(process.env.RECORDS_URI
          ? {
              mongo: { uri: process.env.RECORDS_URI, dbName: `host-${randomUUID()}` },
              recording: { thread: 'worker', workerFile: process.env.WORKER_FILE || undefined },
            }
          : { storage: { store: new InMemoryActivityStore() } }),
        capture: { trackAnonymous: true },
        admin: { panelDirectory: process.env.PANEL_DIRECTORY || undefined },
        geo: { database: process.env.COUNTRIES || undefined },
        resolveUser: () => 7,
        history: { hasPermission: () => true },
      }),
    }),
  ],
  controllers: [AppController],
  providers: [AppService],
})
export class AppModule {}
