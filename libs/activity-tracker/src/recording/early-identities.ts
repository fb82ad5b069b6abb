import type { Exchange } from '../capture/exchange.js';
import type { RouteMetadata } from '../capture/routes/route-metadata.js';
import { andThen } from '../identity/and-then.js';
import type { MaybeVerdict, Verdict } from '../identity/identity.js';
import type { IdentityService } from '../identity/identity.service.js';
import { isIdentity } from '../identity/token/token-source.js';

/** Results of `resolveUser`, called after guards ran but before a sign-out can remove the user. */
export class EarlyIdentities {
  private readonly verdicts = new WeakMap<Exchange, MaybeVerdict>();
  private readonly resolvedRoutes = new WeakMap<Exchange, Set<RouteMetadata>>();

  /** @param verifiesTokens whether to verify tokens now too, since the record is written before the response ends */
  constructor(
    private readonly identities: Pick<IdentityService, 'afterGuards'>,
    private readonly verifiesTokens: () => boolean,
  ) {}

  /** The first identity wins. Never rejects; `undefined` if the result is already available. */
  resolve(exchange: Exchange, route: RouteMetadata): Promise<Verdict> | undefined {
    if (exchange.route !== route && !this.isNewResolver(exchange, route)) return undefined;
    const token = this.verifiesTokens() ? { headers: exchange.request.headers, at: exchange.arrivedAt } : undefined;
    const now = this.identities.afterGuards(exchange.platformRequest ?? exchange.request, token);
    if (!now) return undefined;
    const before = this.verdicts.get(exchange);
    const verdict = before ? firstIdentity(before, now) : now;
    this.verdicts.set(exchange, verdict);
    return verdict instanceof Promise ? this.awaited(exchange, verdict) : undefined;
  }

  of(exchange: Exchange): MaybeVerdict | undefined {
    return this.verdicts.get(exchange);
  }

  /** Replaces the promise by its result, so later readers stay synchronous. */
  private async awaited(exchange: Exchange, verdict: Promise<Verdict>): Promise<Verdict> {
    const known = await verdict;
    if (this.verdicts.get(exchange) === verdict) this.verdicts.set(exchange, known);
    return known;
  }

  /** Limits `resolveUser` to one call per resolver: a document may name a resolver a hundred times. */
  private isNewResolver(exchange: Exchange, route: RouteMetadata): boolean {
    const known = this.verdicts.get(exchange);
    if (known && !(known instanceof Promise) && isIdentity(known)) return false;
    let resolved = this.resolvedRoutes.get(exchange);
    if (!resolved) this.resolvedRoutes.set(exchange, (resolved = new Set()));
    if (resolved.has(route)) return false;
    resolved.add(route);
    return true;
  }
}

function firstIdentity(before: MaybeVerdict, now: MaybeVerdict): MaybeVerdict {
  return andThen<Verdict, Verdict>(before, (first) =>
    isIdentity(first) ? first : andThen<Verdict, Verdict>(now, (second) => second ?? first),
  );
}
