import { type CanActivate, type ExecutionContext, ForbiddenException, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { callerOf } from './caller.js';

/** A form, a link or an image of another site cannot send this header. */
const OWN_HEADER = 'x-activity-tracker';

interface Request {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly host?: string;
}

/** Marks handlers that return the caller's own data, which the host's CORS rules may open to other origins. */
export const AnyOrigin = Reflector.createDecorator<true, true>({
  key: 'activity-tracker:any-origin',
  transform: () => true,
});

/**
 * Rejects requests that a browser may send for another site, reads included: they are expensive and audited.
 * Only a token that the tracker verified in `Authorization` proves that no browser added the credentials.
 */
@Injectable()
export class SameOriginGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.get(AnyOrigin, context.getHandler())) return true;
    const request = context.switchToHttp().getRequest<Request>();
    const { headers, host } = request;
    if (await callerOf(request).sentVerifiedToken?.()) return true;
    if (headers[OWN_HEADER] === undefined || !isSameOrigin(headers, host)) {
      throw new ForbiddenException(
        'Requests without a token that the tracker verified are accepted only from the same origin. Send the ' +
          'header X-Activity-Tracker: 1 from a page of the same origin, or a Bearer token that the option jwt verifies.',
      );
    }
    return true;
  }
}

/** Current browsers send Sec-Fetch-Site; older ones, and pages without TLS, send `Origin` or `Referer`. */
function isSameOrigin(headers: Request['headers'], host: string | undefined): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const page = headers.origin ?? headers.referer;
  if (typeof page !== 'string' || !URL.canParse(page)) return false;
  return new URL(page).host === (host ?? headers.host);
}
