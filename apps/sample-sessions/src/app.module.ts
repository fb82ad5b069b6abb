import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { MongooseModule } from '@nestjs/mongoose';
import { ActivityTrackerModule } from 'nestjs-activity-tracker';
import { ActivityOptions, CONNECTION } from './activity/activity.options.js';
import { HealthController } from './health/health.controller.js';
import { PagesController } from './pages/pages.controller.js';
import { PartnersController } from './partners/partners.controller.js';
import { ReportsController } from './reports/reports.controller.js';
import { SessionsController } from './staff/sessions.controller.js';
import { Public, SignedInGuard } from './staff/signed-in.guard.js';
import { Tickets } from './tickets/tickets.js';
import { TicketsController } from './tickets/tickets.controller.js';

@Module({
  controllers: [
    PagesController,
    SessionsController,
    TicketsController,
    PartnersController,
    ReportsController,
    HealthController,
  ],
  providers: [Tickets, { provide: APP_GUARD, useClass: SignedInGuard }],
})
export class AppModule {
  static with(env: NodeJS.ProcessEnv): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ...(env.SAMPLE_STORE === 'memory' ? [] : [deskConnection(env)]),
        ActivityTrackerModule.forRootAsync({
          useFactory: () => new ActivityOptions(env).create(),
          // History and panel under /audit.
          prefix: 'audit',
          // Only this module injects ActivityTrackerService.
          isGlobal: false,
          // The tracker checks access itself, so the global guard skips its controllers.
          decorators: [Public()],
        }),
      ],
    };
  }
}

function deskConnection({ MONGODB_URI, SAMPLE_DB }: NodeJS.ProcessEnv): DynamicModule {
  return MongooseModule.forRoot(MONGODB_URI ?? 'mongodb://127.0.0.1:27017', {
    connectionName: CONNECTION,
    dbName: SAMPLE_DB ?? 'sample_desk',
  });
}
