import { STATUS_CODES } from 'node:http';
import { isObject } from '../../common/is-object.js';
import type { ActivityLog } from '../../record/activity-log.js';
import { Pace } from '../../storage/pace.js';
import { isLarge } from '../../storage/pieces.js';
import type { ExportedRecords } from './counted-records.js';
import { plainJsonOf } from './paced-json.js';

const UNKNOWN = 'unknown';
const NOT_KNOWN_SIZE = -1;
const HOST_NAME = /^(?:[\w.-]+|\[[0-9a-f:.]+\])$/i;
const NO_HOST = 'http://host.invalid';

interface Pair {
  name: string;
  value: string;
}

/** HTTP Archive 1.2. Custom events are omitted; secrets stay masked. */
export async function* toHar(records: ExportedRecords): AsyncGenerator<string, void, undefined> {
  const creator = { name: 'nestjs-activity-tracker', version: '1' };
  yield `{"log":{"version":"1.2","creator":${JSON.stringify(creator)},"entries":[`;
  const pace = new Pace();
  let separator = '\n';
  for await (const record of records) {
    if (record.method === null || record.method === undefined) continue;
    const texts = {
      body: isLarge(record.body) ? await plainJsonOf(record.body, pace) : undefined,
      response: isLarge(record.response) ? await plainJsonOf(record.response, pace) : undefined,
    };
    yield separator + JSON.stringify(toEntry(record, texts));
    separator = ',\n';
  }
  const comment = records.incomplete === undefined ? '' : `,"comment":${JSON.stringify(records.incomplete)}`;
  yield `\n]${comment}}}\n`;
}

interface Texts {
  readonly body: string | undefined;
  readonly response: string | undefined;
}

function toEntry(record: ActivityLog, texts: Texts): object {
  const time = Math.max(0, (record.execution_time ?? 0) * 1_000);
  return {
    startedDateTime: record.created_time.toISOString(),
    time,
    request: requestOf(record, texts),
    response: responseOf(record, texts),
    cache: {},
    // The record has only the total: a server does not know the network time.
    timings: { send: 0, wait: time, receive: 0 },
    ...commentOf(record),
  };
}

function requestOf(record: ActivityLog, texts: Texts): object {
  const headers = pairsOf(record.headers);
  const url = urlOf(record, headers);
  const mimeType = headerOf(headers, 'content-type') ?? '';
  return {
    method: record.method,
    url: strict(url),
    httpVersion: UNKNOWN,
    cookies: [],
    headers,
    queryString: Array.from(url.searchParams, ([name, value]) => ({ name, value })),
    ...(isPresent(record.body) && { postData: postDataOf(record.body, mimeType, texts.body) }),
    headersSize: NOT_KNOWN_SIZE,
    bodySize: record.truncated?.body ?? sizeOmitted(record.body) ?? NOT_KNOWN_SIZE,
  };
}

function responseOf(record: ActivityLog, texts: Texts): object {
  const headers = pairsOf(record.response_headers);
  const status = record.status_code ?? 0;
  const { response } = record;
  const text = isPresent(response) && !isOmitted(response) ? (texts.response ?? textOf(response)) : undefined;
  const declared = headerOf(headers, 'content-type') ?? omittedType(record.response);
  const whole = record.truncated?.response ?? sizeOmitted(record.response);
  return {
    status,
    statusText: STATUS_CODES[status] ?? '',
    httpVersion: UNKNOWN,
    cookies: [],
    headers,
    content: {
      size: whole ?? (text === undefined ? 0 : Buffer.byteLength(text)),
      mimeType: declared ?? (typeof record.response === 'object' && text !== undefined ? 'application/json' : ''),
      ...(text !== undefined && { text }),
      ...(whole !== undefined && { comment: 'not kept whole' }),
    },
    redirectURL: headerOf(headers, 'location') ?? '',
    headersSize: NOT_KNOWN_SIZE,
    bodySize: NOT_KNOWN_SIZE,
  };
}

/** `api` may be only a path, or a value made up by a client. */
function urlOf({ api, url_path }: ActivityLog, headers: readonly Pair[]): URL {
  const path = api ?? url_path ?? '/';
  const protocol = headerOf(headers, 'x-forwarded-proto') === 'https' ? 'https' : 'http';
  const host = headerOf(headers, 'host');
  for (const base of [host && `${protocol}://${host}`, NO_HOST]) {
    if (!base || !URL.canParse(path, base)) continue;
    const url = new URL(path, base);
    if (/^https?:$/.test(url.protocol) && HOST_NAME.test(url.hostname)) return url;
  }
  return new URL(`/${encodeURIComponent(path)}`, NO_HOST);
}

/** HAR requires RFC 3986, which is stricter than browsers. */
function strict({ origin, pathname, search, hash }: URL): string {
  const rest = (pathname + search + hash.replace(/(?!^)#/g, '%23')).replace(/%(?![0-9a-f]{2})/gi, '%25');
  return origin + rest.replace(/[^\w\-.~:/?#@!$&'()*+,;=%]/g, encodeURIComponent);
}

function postDataOf(body: unknown, mimeType: string, json: string | undefined): object {
  if (isOmitted(body)) return { mimeType: omittedType(body) ?? mimeType, text: '', comment: 'not kept' };
  if (/^(?:application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(mimeType) && isObject(body)) {
    return { mimeType, params: pairsOf(body) };
  }
  return { mimeType, text: json ?? textOf(body) };
}

function pairsOf(fields: Record<string, unknown> | undefined | null): Pair[] {
  return Object.entries(fields ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((each: unknown) => ({ name, value: textOf(each) })),
  );
}

function headerOf(headers: readonly Pair[], name: string): string | undefined {
  return headers.find((header) => header.name.toLowerCase() === name)?.value;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
const isPresent = (value: unknown): boolean => value !== null && value !== undefined;
const isOmitted = (value: unknown): value is { type: string | null; size: number } =>
  isObject(value) && typeof value['omitted'] === 'string' && typeof value['size'] === 'number';
const omittedType = (value: unknown): string | undefined => (isOmitted(value) ? (value.type ?? undefined) : undefined);
const sizeOmitted = (value: unknown): number | undefined => (isOmitted(value) ? value.size : undefined);

function commentOf({ outcome, masked_when_shown: masked }: ActivityLog): { comment?: string } {
  const notes = [
    ...(outcome === 'completed' || outcome === undefined ? [] : [`outcome: ${outcome}`]),
    ...(masked ? [`masked when exported, stored in clear: ${masked.join(', ')}`] : []),
  ];
  return notes.length === 0 ? {} : { comment: notes.join('; ') };
}
