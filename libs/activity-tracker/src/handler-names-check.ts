import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { RESOLVED_OPTIONS, type ResolvedOptions } from './activity-tracker.options.js';
import { ResolverRegistry } from './capture/graphql/resolver-registry.js';
import { RouteRegistry } from './capture/route-registry.js';
import { nearestName } from './text/nearest-name.js';

/** `name` or `Controller.name`: whatever else stands in a list names a custom event. */
const HANDLER_NAME = /^[\w$]+(?:\.[\w$]+)?$/;

/** Names of an option, and whether it may also name what the application no longer has. */
interface NamingOption {
  option: string;
  names: readonly string[];
  readsOldRecords?: boolean;
}

/** Warns of names in options that no handler of the application has: a misspelt one skips, hides or names nothing. */
@Injectable()
export class HandlerNamesCheck implements OnApplicationBootstrap {
  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(RouteRegistry) private readonly routes: RouteRegistry,
    @Inject(ResolverRegistry) private readonly resolvers: ResolverRegistry,
  ) {}

  onApplicationBootstrap(): void {
    const handlers = [...this.routes.ofHost(), ...this.resolvers.metadata()];
    // An application context has none, and reads what others have recorded.
    if (handlers.length === 0) return;
    const namespaces = new Set(handlers.map(({ namespace }) => namespace));
    const names = new Set(handlers.flatMap(({ namespace, urlName }) => [urlName, `${namespace}.${urlName}`]));
    const logger = new Logger('ActivityTracker');
    const { capture, history, admin } = this.options;
    this.check(logger, 'controller', namespaces, [{ option: 'capture.skipNamespaces', names: capture.skipNamespaces }]);
    this.check(logger, 'handler', names, [
      { option: 'capture.skipUrlNames', names: capture.skipUrlNames },
      { option: 'capture.trackAnonymousUrlNames', names: capture.trackAnonymousUrlNames },
      { option: 'capture.signIns', names: Object.keys(capture.signIns) },
      { option: 'history.hiddenUrlNames', names: history.hiddenUrlNames, readsOldRecords: true },
      { option: 'history.eventNames', names: Object.keys(history.eventNames), readsOldRecords: true },
      { option: 'admin.urlNames', names: admin.urlNames, readsOldRecords: true },
    ]);
  }

  private check(logger: Logger, kind: string, known: ReadonlySet<string>, options: readonly NamingOption[]): void {
    for (const { option, names, readsOldRecords } of options) {
      for (const name of names) {
        if (known.has(name) || (readsOldRecords && !HANDLER_NAME.test(name))) continue;
        const nearest = nearestName(name, [...known]);
        const remedy = readsOldRecords ? 'Keep it only for custom events and older records.' : 'Correct or remove it.';
        logger.warn(
          `${option} holds "${name}", and no ${kind} of the application has that name.` +
            `${nearest ? ` Did you mean "${nearest}"?` : ''} ${remedy}`,
        );
      }
    }
  }
}
