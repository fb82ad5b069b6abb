import {
  type DynamicModule,
  Inject,
  Optional,
  Module,
  type NestModule,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { ApplicationConfig, ModuleRef, ModulesContainer } from '@nestjs/core';
import {
  type ActivityTrackerExtras,
  type ASYNC_OPTIONS_TYPE,
  ConfigurableModuleClass,
  DEFAULT_PREFIX,
  EXTRAS,
  MODULE_OPTIONS_TOKEN,
  type OPTIONS_TYPE,
} from './module/module-definition.js';
import { type ActivityTrackerOptions, RESOLVED_OPTIONS, type ResolvedOptions } from './activity-tracker.options.js';
import { adminControllersAt, showAdminApi } from './admin/api/controllers.js';
import { bootSummary, defaultDatabaseWarning, servesPanel } from './module/boot-summary.js';
import { Panel } from './admin/panel/panel.js';
import { servePanel } from './admin/panel/serve-panel.js';
import type { RecordingThreadHealth } from './admin/host-status.js';
import { RECORDING_THREAD } from './module/recording-providers.js';
import { ACTIVITY_TRACKER_PROVIDERS } from './module/providers.js';
import { ActivityTrackerService } from './activity-tracker.service.js';
import { type HttpAdapter, HttpAdapters } from './capture/http-adapters.js';
import { mountPath } from './module/mount-path.js';
import { assertHostConnection } from './module/options/host-connection.js';
import { historyControllerAt } from './history/history.controller.js';
import { decorate } from './http/routes/decorate.js';
import { HistoryGuard } from './http/access/history.guard.js';
import { Permissions } from './http/access/permissions.js';
import { REQUEST_AUTHENTICATOR } from './http/access/request-authenticator.js';
import { answerTrailingSlashes } from './http/routes/trailing-slash.js';
import {
  assertAsyncOptions,
  assertDecorates,
  assertNotRequestScoped,
  assertRootOptions,
  noteStart,
} from './module/module-extras.js';
import { checkingFactory } from './module/options-factory.js';
import { ownPaths } from './module/own-paths.js';
import { assertConfiguredOnce } from './module/checks/configured-once.js';
import { TrafficRecording } from './recording/traffic-recording.js';
import { HostLog } from './common/host-log.js';
import { SharedClass } from './package/shared-class.js';

const PREFIX = Symbol.for('nestjs-activity-tracker:prefix');

/**
 * Records every API request of signed-in users. Import it once, in the root module:
 * `ActivityTrackerModule.forRoot({ database: true, mongo: { uri, dbName }, jwt: { secret, algorithms: ['HS256'] } })`.
 * Call `app.enableShutdownHooks()`, so that buffered records are stored when the process stops.
 * @publicApi
 */
@SharedClass('ActivityTrackerModule')
@Module({
  // The default serves imports without forRoot(), which fail with a separate message.
  providers: [...ACTIVITY_TRACKER_PROVIDERS, { provide: PREFIX, useValue: DEFAULT_PREFIX }],
  // Dependencies of HistoryGuard on routes of the application.
  exports: [ActivityTrackerService, HistoryGuard, Permissions, REQUEST_AUTHENTICATOR],
})
export class ActivityTrackerModule
  extends ConfigurableModuleClass
  implements NestModule, OnModuleInit, OnApplicationBootstrap
{
  /** @internal */
  constructor(
    @Inject(MODULE_OPTIONS_TOKEN) private readonly options: ActivityTrackerOptions,
    @Inject(RESOLVED_OPTIONS) private readonly resolved: ResolvedOptions,
    @Optional() private readonly modules: ModulesContainer,
    @Optional() private readonly moduleRef: ModuleRef,
    @Optional() private readonly config: ApplicationConfig,
    private readonly adapters: HttpAdapters,
    @Inject(RECORDING_THREAD) private readonly recordingThread: () => RecordingThreadHealth,
    @Inject(PREFIX) private readonly prefix: string,
  ) {
    super();
    noteStart(modules);
    // In the constructor, because applications create OpenAPI documents before app.init().
    showAdminApi(this.controllers(), resolved.admin.openApi);
  }

  /**
   * Configures the module with static options.
   * @throws ActivityTrackerOptionsError immediately for an invalid `prefix`, `isGlobal` or `decorators`, at boot for
   *   other options; names each option with value, rule and remedy
   */
  static override forRoot(options: typeof OPTIONS_TYPE = {}): DynamicModule {
    assertRootOptions(options);
    return withControllers(super.forRoot(options), options);
  }

  /**
   * Configures the module with options from a factory, a class or an existing provider; `prefix`, `isGlobal` and
   * `decorators` are given next to it.
   * @throws ActivityTrackerOptionsError as {@link forRoot}
   */
  static override forRootAsync(options: typeof ASYNC_OPTIONS_TYPE): DynamicModule {
    assertAsyncOptions(options, Object.keys(EXTRAS));
    return withControllers(checkingFactory(super.forRootAsync(options), options), options);
  }

  /** Called for each application of a container. Looks up providers, because a testing module compiled again replaces them. */
  configure(): void {
    assertNotRequestScoped(this.prefix);
    assertConfiguredOnce(this.modules, ActivityTrackerModule);
    const own = this.own();
    const adapters = own?.providers.get(HttpAdapters)?.instance as HttpAdapters | undefined;
    const traffic = own?.providers.get(TrafficRecording)?.instance as TrafficRecording | undefined;
    traffic?.attachApplication();
    const panel = own?.providers.get(Panel)?.instance as Panel | undefined;
    if (own && adapters?.current) this.serve(adapters.current, ownPaths(own), panel);
  }

  private serve(adapter: HttpAdapter, paths: readonly string[], panel: Panel | undefined): void {
    if (adapter.getType() === 'fastify')
      answerTrailingSlashes(adapter.getInstance(), [...paths, `${this.prefix}/admin`]);
    if (panel && this.resolved.admin.enabled) servePanel(adapter, this.panelPath(), panel);
  }

  private panelPath(): string {
    const { config, modules, prefix } = this;
    return mountPath({ config, modules, module: ActivityTrackerModule }, `${prefix}/admin`, 'api/settings');
  }

  /** @throws ActivityTrackerOptionsError if the module was configured more than once */
  onModuleInit(): void {
    assertConfiguredOnce(this.modules, ActivityTrackerModule);
    assertHostConnection(this.moduleRef, this.resolved);
    const { database, signal, jwt, resolveUser, capture, storage } = this.options;
    const logger = new HostLog();
    if (!database && storage?.refuseBoot) {
      logger.warn(
        `storage.refuseBoot is '${storage.refuseBoot}', but database is false: the boot does not check the store. Set database: true, ` +
          'or leave storage.refuseBoot out.',
      );
    }
    if (!database && !signal) {
      logger.warn(
        'Neither database nor signal is true, so nothing is recorded. Set database: true to store activity, signal: true to emit it.',
      );
    } else if (!jwt && !resolveUser && !capture?.trackAnonymous) {
      logger.warn(
        'Neither jwt nor resolveUser is given, so no user is identified and only anonymous routes are recorded. Give one of them.',
      );
    }
  }

  onApplicationBootstrap(): void {
    const logger = new HostLog();
    const servesHttp = this.adapters.current !== undefined;
    const panel = this.own()?.providers.get(Panel)?.instance as Panel | undefined;
    const wanted = servesPanel(this.resolved, servesHttp);
    const problem = wanted ? panel?.problem() : undefined;
    const panelPath = wanted && problem === undefined ? this.panelPath() : undefined;
    const summary = bootSummary({
      options: this.resolved,
      moduleRef: this.moduleRef,
      servesHttp,
      panelPath,
      thread: this.recordingThread(),
    });
    if (summary) logger.log(summary);
    for (const line of [problem, defaultDatabaseWarning(this.resolved)]) if (line !== undefined) logger.warn(line);
  }

  private controllers() {
    return [...(this.own()?.controllers.values() ?? [])].map(({ metatype }) => metatype);
  }

  private own() {
    return [...(this.modules?.values() ?? [])].find(({ metatype }) => metatype === ActivityTrackerModule);
  }
}

function withControllers(
  module: DynamicModule,
  { prefix = DEFAULT_PREFIX, decorators = [] }: ActivityTrackerExtras,
): DynamicModule {
  return {
    ...module,
    // Nest reads this once per application. Each gets separate classes, because admin.openApi is stored in their metadata.
    get controllers() {
      const controllers = [historyControllerAt(prefix), ...adminControllersAt(prefix)];
      for (const controller of controllers) assertDecorates(() => decorate(controller, decorators));
      return controllers;
    },
    providers: [...(module.providers ?? []), { provide: PREFIX, useValue: prefix }],
  };
}
