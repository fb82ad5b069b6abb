import type { CaptureOptions } from '../capture/capture.options.js';
import type { RouteMetadata } from '../capture/routes/route-metadata.js';

/** Whose calls are recorded: nobody's, those of signed-in users, or everybody's. */
export type Tracking = 'nobody' | 'identified' | 'everybody';

/** A decision and the rule that made it. */
export interface TrackingDecision {
  readonly tracking: Tracking;
  readonly reason: string;
}

/** What a decision rests on; `route` is missing where nothing matched. */
export interface TrackingSubject {
  readonly method: string;
  readonly route: RouteMetadata | undefined;
}

interface Rule {
  reason: string;
  tracking: Tracking;
  applies(subject: TrackingSubject, options: CaptureOptions): boolean;
}

/** The first rule that applies decides; what keeps a call out goes before what lets anonymous ones in. */
const RULES: readonly Rule[] = [
  { reason: '@SkipActivity()', tracking: 'nobody', applies: ({ route }) => route?.skip === true },
  {
    reason: 'capture.methods',
    tracking: 'nobody',
    applies: ({ method }, { methods }) => methods.length > 0 && !methods.includes(method),
  },
  {
    reason: 'capture.skipNamespaces',
    tracking: 'nobody',
    applies: ({ route }, { skipNamespaces }) => route !== undefined && skipNamespaces.includes(route.namespace),
  },
  {
    reason: 'capture.skipUrlNames',
    tracking: 'nobody',
    applies: ({ route }, { skipUrlNames }) => isNamed(route, skipUrlNames),
  },
  { reason: '@TrackAnonymous()', tracking: 'everybody', applies: ({ route }) => route?.trackAnonymous === true },
  {
    reason: 'capture.trackAnonymousUrlNames',
    tracking: 'everybody',
    applies: ({ route }, { trackAnonymousUrlNames }) => isNamed(route, trackAnonymousUrlNames),
  },
  { reason: 'capture.trackAnonymous', tracking: 'everybody', applies: (_, { trackAnonymous }) => trackAnonymous },
  { reason: 'default', tracking: 'identified', applies: () => true },
];

function isNamed(route: RouteMetadata | undefined, names: readonly string[]): boolean {
  return (
    route !== undefined &&
    names.length > 0 &&
    (names.includes(route.urlName) || names.includes(`${route.namespace}.${route.urlName}`))
  );
}

/** Decides once per route and method. */
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
   * For a call that several resolvers answer: it is recorded unless all are skipped, and without a user only if all may be.
   * @param isComplete false where something else answers, too
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
