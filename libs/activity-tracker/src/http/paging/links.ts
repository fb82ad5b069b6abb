import type { HistoryPage, PagePosition } from './paging.js';

/** `protocol` and `host` respect the platform's trust-proxy setting. */
export interface HistoryRequest {
  readonly originalUrl: string;
  readonly protocol?: string;
  readonly host?: string;
}

export type HistoryAnswer<Entry> = Omit<HistoryPage<Entry>, 'next' | 'previous'> & {
  next: string | null;
  previous: string | null;
};

export function withLinks<Entry>(page: HistoryPage<Entry>, request: HistoryRequest): HistoryAnswer<Entry> {
  const link = (position: PagePosition | null) => position && linkTo(position, request);
  return { ...page, next: link(page.next), previous: link(page.previous) };
}

/** Without protocol and host if they are malformed, because a client controls those headers. */
export function linkTo(position: PagePosition, request: HistoryRequest): string {
  const [path = '', ...query] = request.originalUrl.split('?');
  const parameters = new URLSearchParams(query.join('?'));
  parameters.delete('offset');
  parameters.delete('cursor');
  for (const [name, value] of Object.entries(position)) {
    if (value !== 0) parameters.set(name, String(value));
  }
  const search = parameters.toString();
  return `${originOf(request)}${pathOnly(path)}${search && `?${search}`}`;
}

const HOST = /^(?:[a-z0-9][a-z0-9._-]{0,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;

function originOf({ protocol, host }: HistoryRequest): string {
  if (!host || !HOST.test(host) || (protocol !== 'http' && protocol !== 'https')) return '';
  const origin = `${protocol}://${host}`;
  return URL.canParse(origin) ? origin : '';
}

/** Removes the origin of a proxy's absolute form, and one of two leading slashes: `//host/` would be another host. */
function pathOnly(target: string): string {
  return `/${target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '').replace(/^\/+/, '')}`;
}
