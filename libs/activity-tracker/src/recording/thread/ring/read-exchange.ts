import type { IncomingHttpHeaders } from 'node:http';
import { Types } from 'mongoose';
import { CapturedBody } from '../../../capture/bodies/captured-body.js';
import type { UnidentifiedCause } from '../../../identity/token/refusal.js';
import { textOfUtf8 } from '../../../masking/text/utf8.js';
import type { ActivityOutcome, ActivityUserId, GraphqlActivity } from '../../../record/activity-log.js';
import type { RecordedExchange, RecordedRoute } from '../../building/recorded-exchange.js';
import { BODY_FLAG, LIST, NUMBER_BYTES, SLOT, SLOTS } from './exchange-layout.js';
import type { Frame } from './frame.js';
import { TextUnpacker } from './packed-text.js';

/** @param limit `capture.maxBodyBytes` */
export function readExchange(frame: Frame, limit: number, readsSentHeaders: boolean): RecordedExchange {
  const { bytes, ints, memory } = frame.segment;
  const start = frame.contentAt;
  const numbers = new Float64Array(memory, start, SLOTS);
  const textsAt = start + SLOTS * NUMBER_BYTES;
  const texts = new TextUnpacker(bytes, ints, textsAt);
  const requestAt = textsAt + texts.length;
  const responseAt = requestAt + numbers[SLOT.REQUEST + 2]!;
  const text = (): string => texts.next()!;
  const optional = (): string | undefined => texts.next() ?? undefined;
  const orNull = (): string | null => texts.next() ?? null;

  const [method, url, template, host, protocol] = [orNull(), text(), orNull(), texts.next(), optional()];
  const address = { ip: orNull(), country: orNull() };
  const outcome = text() as ActivityOutcome;
  const [traceId, requestId, attemptedField] = [optional(), texts.next(), optional()];
  const sent = { contentType: optional(), contentEncoding: optional() };
  const route = readRoute(optional(), texts);
  const graphql = optional();
  const [id, actor, unidentified] = [readId(texts.next()), readId(texts.next()), optional()];
  const payload = optional();
  const params = readTexts(texts);
  const headers = readTexts(texts) as IncomingHttpHeaders;
  const requestBody = readBody(numbers, SLOT.REQUEST, bytes, requestAt, limit);
  return {
    _id: new Types.ObjectId(frame.id),
    method,
    url,
    template,
    params,
    origin: protocol === undefined ? undefined : { host: host ?? undefined, protocol },
    address,
    headers,
    headerBytes: numbers[SLOT.HEADER_BYTES]!,
    requestBody: {
      body: requestBody,
      declared: {
        contentType: headers['content-type'],
        wasSent: requestBody !== undefined,
        contentLength: headers['content-length'],
      },
    },
    responseBody: { body: readBody(numbers, SLOT.RESPONSE, bytes, responseAt, limit), declared: sent },
    sentHeaders: readsSentHeaders ? (readTexts(texts) as Record<string, string | string[]>) : undefined,
    requestId,
    statusCode: numbers[SLOT.STATUS]! < 0 ? null : numbers[SLOT.STATUS]!,
    arrivedAt: numbers[SLOT.ARRIVED]!,
    executionTime: numbers[SLOT.EXECUTION]!,
    outcome,
    traceId,
    route,
    attemptedField,
    graphql: graphql === undefined ? undefined : (JSON.parse(graphql) as GraphqlActivity),
    user: {
      id: id ?? null,
      actor: actor ?? undefined,
      unidentified: unidentified as UnidentifiedCause | undefined,
      payload: payload === undefined ? {} : (JSON.parse(payload) as Record<string, unknown>),
    },
  };
}

export function shedSizes(frame: Frame): { readonly request: number; readonly response: number } {
  const numbers = new Float64Array(frame.segment.memory, frame.contentAt, SLOTS);
  return { request: numbers[SLOT.REQUEST + 1]!, response: numbers[SLOT.RESPONSE + 1]! };
}

function readRoute(urlName: string | undefined, texts: TextUnpacker): RecordedRoute | undefined {
  if (urlName === undefined) return undefined;
  const [namespace, eventName] = [texts.next()!, texts.next() ?? undefined];
  const [type, from] = [texts.next(), texts.next() ?? undefined];
  return { urlName, namespace, eventName, ...(typeof type === 'string' && { resource: { type, from } }) };
}

function readId(text: string | null | undefined): ActivityUserId | null | undefined {
  if (typeof text !== 'string') return text;
  return text.startsWith('n') ? Number(text.slice(1)) : text.slice(1);
}

function readTexts(texts: TextUnpacker): Record<string, string | string[] | undefined> {
  const read: Record<string, string | string[] | undefined> = {};
  for (let left = texts.number(); left > 0; left--) {
    const name = texts.next()!;
    const value = texts.nextOrList(LIST);
    if (name === '__proto__') Object.defineProperty(read, name, { value, enumerable: true, configurable: true });
    else read[name] = value;
  }
  return read;
}

/** Copies: shared memory is written again. */
function readBody(
  numbers: Float64Array,
  slot: number,
  bytes: Buffer,
  at: number,
  limit: number,
): CapturedBody | undefined {
  const flags = numbers[slot + 3]!;
  if ((flags & BODY_FLAG.IS_THERE) === 0) return undefined;
  const written = numbers[slot + 2]!;
  return CapturedBody.restored(
    {
      size: numbers[slot]!,
      keptBytes: numbers[slot + 1]!,
      isKept: (flags & BODY_FLAG.IS_KEPT) !== 0,
      complete: (flags & BODY_FLAG.IS_COMPLETE) !== 0,
    },
    (flags & BODY_FLAG.IS_TEXT) !== 0
      ? textOfUtf8(bytes.subarray(at, at + written))
      : Buffer.from(bytes.subarray(at, at + written)),
    limit,
  );
}
