import { type CanActivate, type ExecutionContext, ForbiddenException, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { callerOf } from './caller.js';

/** The header that a form, a link or an image of another site cannot send. */
const OWN_HEADER = 'x-activity-tracker';

interface Request {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly host?: string;
}

/** On a handler: it answers the caller's own data, which pages of the host's other origins may read by the host's CORS rules. */
export const AnyOrigin = Reflector.createDecorator<true, true>({
  key: 'activity-tracker:any-origin',
  transform: () => true,
});

/**
 * Refuses requests that a browser may have sent on behalf of another site: reads too, because exports, streams and
 * searches cost work and leave traces. Only a token that the tracker itself verified proves that no browser added the
 * credentials: a cookie, `Basic` credentials and an unverified token sent along with a cookie prove nothing.
 * Runs behind `HistoryGuard`, on every handler that is not marked with {@link AnyOrigin}.
 */
@Injectable()
export class SameOriginGuard implements CanActivate {
  constructor(@Inject(Reflector) private readonly reflector: Reflector) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.get(AnyOrigin, context.getHandler())) return true;
    const request = context.switchToHttp().getRequest<Request>();
    const { headers, host } = request;
    if (await callerOf(request).sentVerifiedToken?.()) return true;
    if (headers[OWN_HEADER] === undefined || !isSameOrigin(headers, host)) {
      throw new ForbiddenException(
        'Requests without a token that the tracker verified are answered only from the same origin. Send the ' +
          'header X-Activity-Tracker: 1 from a page of the same origin, or a Bearer token that the option jwt verifies.',
      );
    }
    return true;
  }
}

/** Current browsers say so themselves; older ones, and pages without TLS, name the page in `Origin` or `Referer`. */
function isSameOrigin(headers: Request['headers'], host: string | undefined): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const page = headers.origin ?? headers.referer;
  if (typeof page !== 'string' || !URL.canParse(page)) return false;
  return new URL(page).host === (host ?? headers.host);
}
