import { type DynamicModule, Inject, Logger, Module, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import {
  type ASYNC_OPTIONS_TYPE,
  ConfigurableModuleClass,
  DEFAULT_PREFIX,
  MODULE_OPTIONS_TOKEN,
  type OPTIONS_TYPE,
} from './activity-tracker.module-definition.js';
import { type ActivityTrackerOptions, RESOLVED_OPTIONS, type ResolvedOptions } from './activity-tracker.options.js';
import { adminControllersAt } from './admin/http/controllers.js';
import { ACTIVITY_TRACKER_PROVIDERS } from './activity-tracker.providers.js';
import { ActivityTrackerService } from './activity-tracker.service.js';
import { assertHostConnection } from './options/host-connection.js';
import { historyControllerAt } from './history/history.controller.js';
import { HistoryGuard } from './history/history.guard.js';
import { Permissions } from './history/permissions.js';
import { REQUEST_AUTHENTICATOR } from './history/request-authenticator.js';

/**
 * Records every API call of a signed-in user. Import it once, in the root module:
 * `ActivityTrackerModule.forRoot({ database: true, mongo: { uri, dbName }, jwt: { secret, algorithms: ['HS256'] } })`.
 * Call `app.enableShutdownHooks()`, so that a stop of the process stores what waits.
 * @publicApi
 */
@Module({
  providers: ACTIVITY_TRACKER_PROVIDERS,
  // What HistoryGuard needs where a host puts it on routes of its own.
  exports: [ActivityTrackerService, HistoryGuard, Permissions, REQUEST_AUTHENTICATOR],
})
export class ActivityTrackerModule extends ConfigurableModuleClass implements OnModuleInit {
  constructor(
    @Inject(MODULE_OPTIONS_TOKEN) private readonly options: ActivityTrackerOptions,
    @Inject(RESOLVED_OPTIONS) private readonly resolved: ResolvedOptions,
    @Inject(ModuleRef) private readonly modules: ModuleRef,
  ) {
    super();
  }

  /**
   * @throws ActivityTrackerOptionsError at boot, naming each wrong option with its value, rule and remedy
   */
  static override forRoot(options: typeof OPTIONS_TYPE = {}): DynamicModule {
    return withControllers(super.forRoot(options), options.prefix);
  }

  /** The same with options from a factory, a class or an existing provider; `prefix` and `isGlobal` stand beside it. */
  static override forRootAsync(options: typeof ASYNC_OPTIONS_TYPE): DynamicModule {
    return withControllers(super.forRootAsync(options), options.prefix);
  }

  onModuleInit(): void {
    assertHostConnection(this.modules, this.resolved);
    const { database, signal, jwt, resolveUser, capture } = this.options;
    const logger = new Logger('ActivityTracker');
    if (!database && !signal) {
      logger.warn(
        'Neither database nor signal is true, so nothing is recorded. Set database: true to store activity, signal: true to hear of it.',
      );
    } else if (!jwt && !resolveUser && !capture?.trackAnonymous) {
      logger.warn(
        'Neither jwt nor resolveUser is given, so nobody is known and only anonymous routes are recorded. Give one of them.',
      );
    }
  }
}

function withControllers(module: DynamicModule, prefix = DEFAULT_PREFIX): DynamicModule {
  return { ...module, controllers: [historyControllerAt(prefix), ...adminControllersAt(prefix)] };
}
