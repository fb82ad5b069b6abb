import { type DynamicModule, Module } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';
import { ActivityTrackerModule } from 'nestjs-activity-tracker';
import { ActivityCounters } from './activity/activity-counters.js';
import { activityOptions } from './activity.config.js';
import { AdminController } from './admin/admin.controller.js';
import { AuthModule } from './auth/auth.module.js';
import { Products } from './catalog/products.js';
import { ProductsController } from './catalog/products.controller.js';
import { HealthController } from './health/health.controller.js';
import { Orders } from './orders/orders.js';
import { OrdersController } from './orders/orders.controller.js';
import type { Platform } from './platform.js';
import { ProfileController } from './profile/profile.controller.js';
import { SecurityNotices } from './profile/security-notices.js';
import { ReportsController } from './reports/reports.controller.js';
import { ExpressFileReader } from './uploads/express-file-reader.js';
import { FastifyFileReader } from './uploads/fastify-file-reader.js';
import { FILE_READER } from './uploads/file-reader.js';
import { UploadsController } from './uploads/uploads.controller.js';
import { WebhooksController } from './webhooks/webhooks.controller.js';

@Module({
  controllers: [
    ProfileController,
    ProductsController,
    OrdersController,
    AdminController,
    WebhooksController,
    HealthController,
    UploadsController,
    ReportsController,
  ],
  providers: [Products, Orders, ActivityCounters, SecurityNotices],
})
export class AppModule {
  static on(platform: Platform, env: NodeJS.ProcessEnv = process.env): DynamicModule {
    return {
      module: AppModule,
      imports: [
        EventEmitterModule.forRoot(),
        ScheduleModule.forRoot(),
        ActivityTrackerModule.forRoot(activityOptions(env)),
        AuthModule,
      ],
      providers: [{ provide: FILE_READER, useClass: platform === 'express' ? ExpressFileReader : FastifyFileReader }],
    };
  }
}
