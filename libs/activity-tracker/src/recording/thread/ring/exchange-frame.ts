import { isReadAlike } from '../../../capture/bodies/body-text.js';
import type { ActivityUserId } from '../../../record/activity-log.js';
import type { RecordedBody, RecordedExchange, RecordedUser } from '../../building/recorded-exchange.js';
import { BODY_FLAG, LIST, NUMBER_BYTES, SLOT, SLOTS } from './exchange-layout.js';
import { type Frame, FRAME_ALIGNMENT } from './frame.js';
import { TextPacker } from './packed-text.js';
import { isPlainData } from './plain-data.js';

const packer = new TextPacker();

export interface WritableExchange {
  /** More than the content of its frame can take. */
  readonly mostBytes: number;
  readonly bodyBytes: number;
  /** @returns bytes of the content */
  write(frame: Frame, withBodies: boolean): number;
}

/**
 * Reads an exchange for writing; valid until the next call. `undefined` if only the thread of the application can build its record:
 * some of it is an object of the application.
 */
export function writableExchange(exchange: RecordedExchange): WritableExchange | undefined {
  const { requestBody, responseBody } = exchange;
  if (needsObject(requestBody) || !isPacked(exchange)) return undefined;
  const bodyBytes = bytesOf(requestBody) + bytesOf(responseBody);
  const head = SLOTS * NUMBER_BYTES + packer.mostBytes + FRAME_ALIGNMENT;
  return {
    mostBytes: head + bodyBytes,
    bodyBytes,
    write: (frame, withBodies) => write(exchange, frame, withBodies),
  };
}

/** The application parsed the body, and the record needs what it read. */
function needsObject({ body, declared }: RecordedBody): boolean {
  const { parsed, wasSent, contentType } = declared;
  if (!wasSent || parsed === undefined || parsed === null) return false;
  return !body || body.size === 0 || !body.isKept || body.cut || !isReadAlike(contentType);
}

function bytesOf({ body }: RecordedBody): number {
  return body?.isKept ? body.heldBytes : 0;
}

function write(exchange: RecordedExchange, frame: Frame, withBodies: boolean): number {
  const { bytes, ints, doubles } = frame.segment;
  const start = frame.contentAt;
  const slot = start / NUMBER_BYTES;
  doubles[slot + SLOT.ARRIVED] = exchange.arrivedAt;
  doubles[slot + SLOT.EXECUTION] = exchange.executionTime;
  doubles[slot + SLOT.STATUS] = exchange.statusCode ?? -1;
  doubles[slot + SLOT.HEADER_BYTES] = exchange.headerBytes;
  let at = start + SLOTS * NUMBER_BYTES;
  at += packer.writeTo(bytes, ints, at);
  const { requestBody, responseBody } = exchange;
  const copied = ({ body }: RecordedBody): number => (withBodies && body?.isKept ? body.copyTo(bytes, at) : 0);
  const requestBytes = copied(requestBody);
  at += requestBytes;
  const responseBytes = copied(responseBody);
  describeBody(requestBody, doubles, slot + SLOT.REQUEST, requestBytes);
  describeBody(responseBody, doubles, slot + SLOT.RESPONSE, responseBytes);
  return at + responseBytes - start;
}

function describeBody({ body }: RecordedBody, doubles: Float64Array, slot: number, written: number): void {
  doubles[slot + 3] = 0;
  if (!body) return;
  doubles[slot] = body.size;
  doubles[slot + 1] = body.keptBytes;
  doubles[slot + 2] = written;
  doubles[slot + 3] =
    BODY_FLAG.IS_THERE |
    (body.isKept ? BODY_FLAG.IS_KEPT : 0) |
    (body.complete ? BODY_FLAG.IS_COMPLETE : 0) |
    (body.asWritten() === undefined ? 0 : BODY_FLAG.IS_TEXT);
}

function isPacked(exchange: RecordedExchange): boolean {
  try {
    return pack(exchange);
  } catch {
    // An object of the application whose getters throw.
    return false;
  }
}

/** False for values that are no texts or plain data. */
function pack(exchange: RecordedExchange): boolean {
  const { origin, address, route, user, responseBody, graphql, sentHeaders } = exchange;
  packer.clear();
  packer.add(exchange.method);
  packer.add(exchange.url);
  packer.add(exchange.template);
  packer.add(origin && (origin.host ?? null));
  packer.add(origin?.protocol);
  packer.add(address.ip);
  packer.add(address.country);
  packer.add(exchange.outcome);
  packer.add(exchange.traceId);
  packer.add(exchange.requestId);
  packer.add(exchange.attemptedField);
  packer.add(responseBody.declared.contentType);
  packer.add(responseBody.declared.contentEncoding);
  packer.add(route?.urlName);
  if (route) {
    packer.add(route.namespace);
    packer.add(route.eventName);
    packer.add(route.resource?.type);
    packer.add(route.resource?.from);
  }
  packer.add(graphql && JSON.stringify(graphql));
  packId(user.id);
  packId(user.actor);
  packer.add(user.unidentified);
  return (
    packPayload(user.payload) &&
    packTexts(exchange.params) &&
    packTexts(exchange.headers) &&
    (!sentHeaders || packTexts(sentHeaders))
  );
}

function packId(id: ActivityUserId | null | undefined): void {
  if (typeof id === 'number') packer.add(Object.is(id, -0) ? 'n-0' : `n${id}`);
  else packer.add(typeof id === 'string' ? `s${id}` : id);
}

function packPayload(payload: RecordedUser['payload']): boolean {
  if (Object.keys(payload).length === 0) {
    packer.add(undefined);
    return true;
  }
  if (!isPlainData(payload)) return false;
  packer.add(JSON.stringify(payload));
  return true;
}

function packTexts(texts: Readonly<Record<string, unknown>>): boolean {
  const names = Object.keys(texts);
  packer.number(names.length);
  for (const name of names) {
    const value = texts[name];
    packer.add(name);
    if (typeof value === 'string' || value === undefined) packer.add(value);
    else if (Array.isArray(value) && value.every((each) => typeof each === 'string')) {
      packer.number(LIST);
      packer.number(value.length);
      for (const each of value) packer.add(each);
    } else return false;
  }
  return true;
}
