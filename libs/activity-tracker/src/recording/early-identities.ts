import type { Exchange } from '../capture/exchange.js';
import type { RouteMetadata } from '../capture/routes/route-metadata.js';
import { andThen } from '../identity/and-then.js';
import type { MaybeVerdict, Verdict } from '../identity/identity.js';
import type { IdentityService } from '../identity/identity.service.js';
import { isIdentity } from '../identity/token/token-source.js';

/** Answers of `resolveUser` from when the guards of a handler, or of the resolvers of a GraphQL request, had passed. */
export class EarlyIdentities {
  private readonly verdicts = new WeakMap<Exchange, MaybeVerdict>();
  private readonly asked = new WeakMap<Exchange, Set<RouteMetadata>>();

  /** @param verifiesTokens whether the user is to be known before the response ends, also where a token tells */
  constructor(
    private readonly identities: Pick<IdentityService, 'afterGuards'>,
    private readonly verifiesTokens: () => boolean,
  ) {}

  /**
   * Asks unless the user is known. The first answer that names a user stays. Never rejects.
   * @returns the answer, where it is still to come
   */
  ask(exchange: Exchange, route: RouteMetadata): Promise<Verdict> | undefined {
    if (exchange.route !== route && !this.isNewResolver(exchange, route)) return undefined;
    const token = this.verifiesTokens() ? { headers: exchange.request.headers, at: exchange.arrivedAt } : undefined;
    const now = this.identities.afterGuards(exchange.platformRequest ?? exchange.request, token);
    if (!now) return undefined;
    const before = this.verdicts.get(exchange);
    const verdict = before ? firstIdentity(before, now) : now;
    this.verdicts.set(exchange, verdict);
    return verdict instanceof Promise ? this.settled(exchange, verdict) : undefined;
  }

  of(exchange: Exchange): MaybeVerdict | undefined {
    return this.verdicts.get(exchange);
  }

  /** Once it is there, the answer takes the place of the promise: nothing has to wait for it. */
  private async settled(exchange: Exchange, verdict: Promise<Verdict>): Promise<Verdict> {
    const known = await verdict;
    if (this.verdicts.get(exchange) === verdict) this.verdicts.set(exchange, known);
    return known;
  }

  /** Each resolver leads to one question at the most: a document may name it a hundred times. */
  private isNewResolver(exchange: Exchange, route: RouteMetadata): boolean {
    const known = this.verdicts.get(exchange);
    if (known && !(known instanceof Promise) && isIdentity(known)) return false;
    let asked = this.asked.get(exchange);
    if (!asked) this.asked.set(exchange, (asked = new Set()));
    if (asked.has(route)) return false;
    asked.add(route);
    return true;
  }
}

function firstIdentity(before: MaybeVerdict, now: MaybeVerdict): MaybeVerdict {
  return andThen<Verdict, Verdict>(before, (first) =>
    isIdentity(first) ? first : andThen<Verdict, Verdict>(now, (second) => second ?? first),
  );
}
