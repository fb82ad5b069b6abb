import { type DynamicModule, Module } from '@nestjs/common';
import { type ActivityStore, ActivityTrackerModule, type ActivityTrackerOptions } from 'nestjs-activity-tracker';
import { InMemoryActivityStore } from 'nestjs-activity-tracker/testing';
import { Listener } from './listener.js';
import { OrdersController, RootController } from './orders.controller.js';

export const SECRET = 'the secret of an app that installs the package';

export type Capture = NonNullable<ActivityTrackerOptions['capture']>;

function options(capture: Capture): ActivityTrackerOptions {
  const store: ActivityStore = new InMemoryActivityStore();
  return {
    database: true,
    signal: true,
    storage: { store },
    jwt: { secret: SECRET, algorithms: ['HS256'], payloadKeys: ['company_id'] },
    capture,
    masking: { excludeKeys: ['coupon', /^iban/i] },
    history: { eventNames: { findOne: 'Order looked at' }, hasPermission: ({ user }) => user.userId === 1 },
  };
}

@Module({ controllers: [OrdersController, RootController], providers: [Listener] })
export class AppModule {
  static with(capture: Capture): DynamicModule {
    const tracker = ActivityTrackerModule.forRootAsync({ useFactory: () => options(capture), isGlobal: true });
    return { module: AppModule, imports: [tracker] };
  }
}
