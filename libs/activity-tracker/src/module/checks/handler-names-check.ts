import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../activity-tracker.options.js';
import { ResolverRegistry } from '../../capture/graphql/resolver-registry.js';
import { RouteRegistry } from '../../capture/routes/route-registry.js';
import { unknownNames } from '../options/unknown-names.js';
import { HostLog } from '../../common/host-log.js';

@Injectable()
export class HandlerNamesCheck implements OnApplicationBootstrap {
  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    private readonly routes: RouteRegistry,
    private readonly resolvers: ResolverRegistry,
  ) {}

  onApplicationBootstrap(): void {
    const handlers = [...this.routes.ofHost(), ...this.resolvers.metadata()];
    // An application context has no handlers, and reads records of other applications.
    if (handlers.length === 0) return;
    const logger = new HostLog();
    for (const line of unknownNames(this.options, handlers)) logger.warn(line);
  }
}
