import type { Activity } from '../api/record-types';

/** curl sets these itself, or they would be wrong for the new call. */
const OWN = new Set([
  'host',
  'content-length',
  'connection',
  'accept-encoding',
  'transfer-encoding',
  'expect',
  'upgrade',
]);

/** A command that makes the same call again; what is masked stays masked. @param origin where the record names none */
export function curlOf(record: Activity, origin: string): string {
  const headers = entriesOf(record.headers);
  const parts = ['curl --globoff'];
  const method = record.method ?? 'GET';
  if (method !== 'GET' || hasBody(record)) parts.push(`--request ${quoted(method)}`);
  parts.push(`--url ${quoted(urlOf(record, headers, origin))}`);
  for (const [name, value] of headers) {
    if (!OWN.has(name.toLowerCase())) parts.push(`--header ${quoted(`${name}: ${value}`)}`);
  }
  if (headers.some(([name]) => name.toLowerCase() === 'accept-encoding')) parts.push('--compressed');
  if (hasBody(record)) {
    parts.push(`--data-raw ${quoted(typeof record.body === 'string' ? record.body : JSON.stringify(record.body))}`);
  }
  return parts.join(' \\\n  ');
}

const hasBody = ({ body }: Activity): boolean =>
  body !== null && body !== undefined && !(typeof body === 'object' && 'omitted' in body && 'size' in body);

function urlOf({ api, url_path }: Activity, headers: readonly [string, string][], origin: string): string {
  const url = api ?? url_path ?? '/';
  if (/^https?:\/\//i.test(url)) return url;
  const host = headers.find(([name]) => name.toLowerCase() === 'host')?.[1];
  return `${host && /^[\w.:[\]-]+$/.test(host) ? `https://${host}` : origin}${url.startsWith('/') ? '' : '/'}${url}`;
}

function entriesOf(headers: unknown): [string, string][] {
  if (typeof headers !== 'object' || headers === null) return [];
  return Object.entries(headers).flatMap(([name, value]) =>
    [value]
      .flat()
      .map((each) => [name, typeof each === 'string' ? each : JSON.stringify(each)] satisfies [string, string]),
  );
}

/** One argument of a POSIX shell, whatever is in it; a line break in a header would begin another one. */
const quoted = (text: string): string => `'${text.replaceAll('\0', '').replaceAll("'", String.raw`'\''`)}'`;
