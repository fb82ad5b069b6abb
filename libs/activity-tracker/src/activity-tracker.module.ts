import {
  type DynamicModule,
  Inject,
  Optional,
  Logger,
  Module,
  type NestModule,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { ApplicationConfig, ModuleRef, ModulesContainer } from '@nestjs/core';
import {
  type ASYNC_OPTIONS_TYPE,
  ConfigurableModuleClass,
  DEFAULT_PREFIX,
  EXTRAS,
  MODULE_OPTIONS_TOKEN,
  type OPTIONS_TYPE,
} from './activity-tracker.module-definition.js';
import { type ActivityTrackerOptions, RESOLVED_OPTIONS, type ResolvedOptions } from './activity-tracker.options.js';
import { adminControllersAt } from './admin/http/controllers.js';
import { bootSummary, panelPath } from './boot-summary.js';
import { ACTIVITY_TRACKER_PROVIDERS } from './activity-tracker.providers.js';
import { ActivityTrackerService } from './activity-tracker.service.js';
import { HttpAdapters } from './capture/http-adapters.js';
import { assertHostConnection } from './options/host-connection.js';
import { historyControllerAt } from './history/history.controller.js';
import { HistoryGuard } from './history/history.guard.js';
import { Permissions } from './history/permissions.js';
import { REQUEST_AUTHENTICATOR } from './history/request-authenticator.js';
import { answerTrailingSlashes } from './history/trailing-slash.js';
import { assertAsyncOptions, assertRootOptions } from './module-extras.js';
import { ownPaths } from './own-paths.js';
import { assertConfiguredOnce } from './configured-once.js';
import { TrafficRecording } from './recording/traffic-recording.js';

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
export class ActivityTrackerModule
  extends ConfigurableModuleClass
  implements NestModule, OnModuleInit, OnApplicationBootstrap
{
  constructor(
    @Inject(MODULE_OPTIONS_TOKEN) private readonly options: ActivityTrackerOptions,
    @Inject(RESOLVED_OPTIONS) private readonly resolved: ResolvedOptions,
    @Optional() @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Optional() @Inject(ModuleRef) private readonly moduleRef: ModuleRef,
    @Optional() @Inject(ApplicationConfig) private readonly config: ApplicationConfig,
    @Inject(HttpAdapters) private readonly adapters: HttpAdapters,
  ) {
    super();
  }

  /**
   * @throws ActivityTrackerOptionsError at once for a wrong `prefix` or `isGlobal`, at boot for the other options, naming each
   * with its value, rule and remedy
   */
  static override forRoot(options: typeof OPTIONS_TYPE = {}): DynamicModule {
    assertRootOptions(options);
    return withControllers(super.forRoot(options), options.prefix);
  }

  /**
   * The same with options from a factory, a class or an existing provider; `prefix` and `isGlobal` stand beside it.
   * @throws ActivityTrackerOptionsError as {@link forRoot}
   */
  static override forRootAsync(options: typeof ASYNC_OPTIONS_TYPE): DynamicModule {
    assertAsyncOptions(options, Object.keys(EXTRAS));
    return withControllers(super.forRootAsync(options), options.prefix);
  }

  /**
   * Nest calls this for each application of a container, before its routes: the only event that a second one has.
   * Providers are looked up, because a testing module that is compiled again replaces them and keeps this instance.
   * @internal
   */
  configure(): void {
    assertConfiguredOnce(this.modules, ActivityTrackerModule);
    const own = this.own();
    const adapters = own?.providers.get(HttpAdapters)?.instance as HttpAdapters | undefined;
    const traffic = own?.providers.get(TrafficRecording)?.instance as TrafficRecording | undefined;
    traffic?.attachApplication();
    if (own && adapters?.current?.getType() === 'fastify')
      answerTrailingSlashes(adapters.current.getInstance(), ownPaths(own));
  }

  /** @throws ActivityTrackerOptionsError where the module was configured more than once */
  onModuleInit(): void {
    assertConfiguredOnce(this.modules, ActivityTrackerModule);
    assertHostConnection(this.moduleRef, this.resolved);
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

  onApplicationBootstrap(): void {
    const own = this.own();
    const summary = bootSummary({
      options: this.resolved,
      moduleRef: this.moduleRef,
      servesHttp: this.adapters.current !== undefined,
      panelPath: own && panelPath(own, this.modules, this.config),
    });
    if (summary) new Logger('ActivityTracker').log(summary);
  }

  private own() {
    return [...this.modules.values()].find(({ metatype }) => metatype === ActivityTrackerModule);
  }
}

function withControllers(module: DynamicModule, prefix = DEFAULT_PREFIX): DynamicModule {
  return { ...module, controllers: [historyControllerAt(prefix), ...adminControllersAt(prefix)] };
}
