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

  constructor(private readonly identities: Pick<IdentityService, 'afterGuards'>) {}

  /** Asks unless the user is known. The first answer that names a user stays. Never rejects. */
  ask(exchange: Exchange, route: RouteMetadata): void {
    if (exchange.route !== route && !this.isNewResolver(exchange, route)) return;
    const now = this.identities.afterGuards(exchange.platformRequest ?? exchange.request);
    if (!now) return;
    const before = this.verdicts.get(exchange);
    this.verdicts.set(exchange, before ? firstIdentity(before, now) : now);
  }

  of(exchange: Exchange): MaybeVerdict | undefined {
    return this.verdicts.get(exchange);
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
