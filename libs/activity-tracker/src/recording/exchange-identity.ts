import { readBody } from '../capture/bodies/body-content.js';
import type { Exchange } from '../capture/exchange.js';
import { sentHeaders } from '../capture/sent-header.js';
import type { MaybeVerdict } from '../identity/identity.js';
import type { IdentityService } from '../identity/identity.service.js';
import { TOKEN_START } from '../identity/token/login-response.js';
import type { EarlyIdentities } from './early-identities.js';

/** The user of an exchange that has ended. */
export class ExchangeIdentity {
  constructor(
    private readonly identities: IdentityService,
    private readonly early: EarlyIdentities,
    private readonly maxBodyBytes: number,
  ) {}

  of(exchange: Exchange): MaybeVerdict {
    return this.identities.ofEnded({
      request: exchange.platformRequest ?? exchange.request,
      headers: exchange.request.headers,
      at: exchange.arrivedAt,
      early: this.early.of(exchange),
      login: () => this.identityFromLogin(exchange),
    });
  }

  /** Identifies the user by the access token in the response, if the request had no Authorization header. */
  private identityFromLogin(exchange: Exchange): MaybeVerdict {
    const { identities } = this;
    if (!identities.readsLogins || exchange.request.headers.authorization !== undefined) return null;
    const setCookie = identities.readsLoginCookies ? sentHeaders(exchange.response)['set-cookie'] : undefined;
    const body = this.bodyWithToken(exchange);
    return body === undefined && setCookie === undefined ? null : identities.ofLogin(body, setCookie);
  }

  private bodyWithToken({ sent }: Exchange): unknown {
    if (!sent.mayHold(TOKEN_START)) return undefined;
    const { body, declaration } = sent;
    if (!body?.isKept || (!declaration.contentEncoding && !body.includes(TOKEN_START))) return undefined;
    return readBody(body, declaration, this.maxBodyBytes).parsed().value;
  }
}
