import { type CanActivate, type ExecutionContext, ForbiddenException, Injectable } from '@nestjs/common';

/** The header that a form or a link of another site cannot send. */
const OWN_HEADER = 'x-activity-tracker';
const BEARER = /^bearer /i;

interface Request {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly host?: string;
}

/**
 * Refuses what changes data when it may come from another site. Where a Bearer token is sent, somebody knew it; a cookie
 * is sent by the browser whoever asks it to, and so are the credentials of `Basic` and `Negotiate`.
 */
@Injectable()
export class SameOriginGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { method, headers, host } = context.switchToHttp().getRequest<Request>();
    if (method === 'GET' || method === 'HEAD' || BEARER.test(String(headers.authorization))) return true;
    if (headers[OWN_HEADER] === undefined || !isSameOrigin(headers, host)) {
      throw new ForbiddenException(
        'Without a Bearer token, changes are made only from the panel: send the header X-Activity-Tracker: 1 from the same origin.',
      );
    }
    return true;
  }
}

/** A browser says so itself; an older one at least says where the page is from. */
function isSameOrigin(headers: Request['headers'], host: string | undefined): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin } = headers;
  if (typeof origin !== 'string') return false;
  return URL.canParse(origin) && new URL(origin).host === (host ?? headers.host);
}
