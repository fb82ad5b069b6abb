import type { CaptureOptions } from '../capture/capture.options.js';
import type { RouteMetadata } from '../capture/routes/route-metadata.js';

export type Tracking = 'none' | 'identified' | 'all';

export interface TrackingDecision {
  readonly tracking: Tracking;
  readonly reason: string;
}

export interface TrackingSubject {
  readonly method: string;
  readonly route: RouteMetadata | undefined;
}

interface Rule {
  reason: string;
  tracking: Tracking;
  applies(subject: TrackingSubject, options: CaptureOptions): boolean;
}

/** The first matching rule decides, so rules that skip come before rules that admit anonymous requests. */
const RULES: readonly Rule[] = [
  { reason: '@SkipActivity()', tracking: 'none', applies: ({ route }) => route?.skip === true },
  {
    reason: 'capture.methods',
    tracking: 'none',
    applies: ({ method }, { methods }) => methods.length > 0 && !methods.includes(method),
  },
  {
    reason: 'capture.skipNamespaces',
    tracking: 'none',
    applies: ({ route }, { skipNamespaces }) => route !== undefined && skipNamespaces.includes(route.namespace),
  },
  {
    reason: 'capture.skipUrlNames',
    tracking: 'none',
    applies: ({ route }, { skipUrlNames }) => isNamed(route, skipUrlNames),
  },
  { reason: '@TrackAnonymous()', tracking: 'all', applies: ({ route }) => route?.trackAnonymous === true },
  {
    reason: 'capture.trackAnonymousUrlNames',
    tracking: 'all',
    applies: ({ route }, { trackAnonymousUrlNames }) => isNamed(route, trackAnonymousUrlNames),
  },
  { reason: 'capture.trackAnonymous', tracking: 'all', applies: (_, { trackAnonymous }) => trackAnonymous },
  { reason: 'default', tracking: 'identified', applies: () => true },
];

function isNamed(route: RouteMetadata | undefined, names: readonly string[]): boolean {
  return (
    route !== undefined &&
    names.length > 0 &&
    (names.includes(route.urlName) || names.includes(`${route.namespace}.${route.urlName}`))
  );
}

export class TrackingPolicy {
  private readonly byRoute = new WeakMap<RouteMetadata, Map<string, TrackingDecision>>();

  constructor(private readonly options: CaptureOptions) {}

  decide(subject: TrackingSubject): TrackingDecision {
    const { route, method } = subject;
    if (!route) return this.rule(subject);
    let byMethod = this.byRoute.get(route);
    if (!byMethod) this.byRoute.set(route, (byMethod = new Map()));
    let decision = byMethod.get(method);
    if (!decision) byMethod.set(method, (decision = this.rule(subject)));
    return decision;
  }

  /**
   * Skipped only if all resolvers are skipped, recorded without a user only if all admit anonymous requests.
   * @param isComplete false if a field without a known resolver takes part
   */
  decideForAll({
    method,
    routes,
    isComplete,
  }: {
    method: string;
    routes: readonly RouteMetadata[];
    isComplete: boolean;
  }): Tracking {
    const subjects: (RouteMetadata | undefined)[] =
      isComplete && routes.length > 0 ? [...routes] : [...routes, undefined];
    const decisions = new Set(subjects.map((route) => this.decide({ method, route }).tracking));
    const [only] = decisions;
    return decisions.size === 1 ? only! : 'identified';
  }

  private rule(subject: TrackingSubject): TrackingDecision {
    const { tracking, reason } = RULES.find((rule) => rule.applies(subject, this.options))!;
    return { tracking, reason };
  }
}
