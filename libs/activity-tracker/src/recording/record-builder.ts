import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Types } from 'mongoose';
import { CaptureOptions } from '../capture/capture.options.js';
import type { Exchange } from '../capture/exchange.js';
import { activeTraceId } from '../capture/active-span.js';
import { sentHeader, sentHeaders } from '../capture/sent-header.js';
import { traceId } from '../capture/trace-id.js';
import { originForm, pathOf } from '../capture/request-target.js';
import { apiUrl } from '../capture/request-url.js';
import { clientIp } from '../identity/address/client-ip.js';
import { shortAddress, withShortAddresses } from '../identity/address/short-address.js';
import { CountryLookup } from '../identity/country/country-lookup.js';
import type { Identity } from '../identity/identity.js';
import { userId } from '../identity/user/user-id.js';
import { IdentityService } from '../identity/identity.service.js';
import { Masker } from '../masking/masker.js';
import type { MaskingSession } from '../masking/masking-session.js';
import { type ActivityLog, type ActivityOutcome, RECORD_FIELDS } from '../record/activity-log.js';
import { eventRecord } from '../record/event-record.js';
import { newRecord } from '../record/new-record.js';
import { StorageOptions } from '../storage/storage.options.js';
import type { Call } from './call.js';
import type { CustomActivity } from './custom-activity.js';
import { readRequestBody, readResponseBody, truncation } from './exchange-bodies.js';
import type { GraphqlCall } from './graphql-call.js';
import { BodyMasking, sizeOfKept, maskedPart, sizeOf } from './masked-body.js';
import { maskedField } from './masked-field.js';
import { MAX_ATTEMPTED } from './refused-sign-in.js';
import { resourceOf } from './resource.js';

export interface BuiltRecord {
  record: ActivityLog;
  /** Estimated bytes in the buffer. */
  bytes: number;
  bodyBytes: number;
}

/** Bytes of a record without headers and bodies. */
const BASE_BYTES = 600;
const LONGEST_REQUEST_ID = 128;

/** Builds masked records; no unmasked value leaves this class. */
@Injectable()
export class RecordBuilder {
  private readonly removed: readonly string[];
  private readonly bodies: BodyMasking;
  /** Reused across records; building is synchronous, so never re-entrant. */
  private readonly session: MaskingSession;

  constructor(
    private readonly capture: CaptureOptions,
    storage: StorageOptions,
    private readonly identities: IdentityService,
    private readonly countries: CountryLookup,
    private readonly masker: Masker,
  ) {
    this.session = masker.begin();
    this.bodies = new BodyMasking(storage.bodyFormat === 'text', capture.maxBodyBytes);
    this.removed = [...RECORD_FIELDS, ...identities.payloadFields.map(({ field }) => field)].filter((field) =>
      masker.removes(field),
    );
  }

  build(call: Call, identity: Identity | null): BuiltRecord {
    try {
      return this.built(call, identity, this.session);
    } finally {
      this.session.forget();
    }
  }

  private built(
    { exchange, route, template, params, attemptedField, graphql }: Call,
    identity: Identity | null,
    session: MaskingSession,
  ): BuiltRecord {
    const { request, response } = exchange;
    const pathSecrets = session.pathSecrets(params ?? paramsOf(exchange), template);
    const requestBody = graphql?.bodies.requestBody ?? readRequestBody(exchange, this.capture.maxBodyBytes);
    const responseBody = graphql?.bodies.responseBody ?? readResponseBody(exchange, this.capture.maxBodyBytes);
    const ip = this.address(exchange.hasOrigin ? exchange.origin('ip') : request.socket?.remoteAddress);

    // Mask every part before replacing echoes: a secret may appear before the part that names it.
    const { requestHeaders } = exchange;
    const headers = session.headers(this.capture.anonymizeIp ? withShortAddresses(requestHeaders) : requestHeaders);
    // A URL equal to its route template holds no user input and needs no masking.
    const target = exchange.url === template ? template : session.url(originForm(exchange.url), pathSecrets);
    const body = this.bodies.mask(session, requestBody);
    if (requestBody.truncatedFrom !== undefined)
      session.noteRest(exchange.platformRequest?.body, maskedPart(body.masked));
    session.hearApplication();
    const answer = this.bodies.mask(session, responseBody);
    const responseHeaders = this.capture.responseHeaders ? session.headers(sentHeaders(response)) : undefined;

    const safeTarget = session.maskEchoesInTarget(target, template !== null);
    const record = newRecord({
      _id: new Types.ObjectId(),
      user_id: identity?.userId ?? null,
      url_name: route?.urlName ?? null,
      namespace: route?.namespace ?? null,
      route: template,
      url_path: pathOf(safeTarget),
      api: apiUrl(exchange, safeTarget, this.capture.pathType, this.capture.allowedHosts),
      method: request.method ?? null,
      headers: session.maskEchoes(headers) as ActivityLog['headers'],
      body: this.bodies.withoutEchoes(session, body.masked),
      response: this.bodies.withoutEchoes(session, answer.masked),
      status_code: exchange.statusCode,
      created_time: new Date(exchange.arrivedAt),
      execution_time: exchange.executionTime,
      client_ip_address: ip,
      country: this.countries.countryOf(ip),
      outcome: outcomeOf(exchange, graphql),
      trace_id: exchange.traceId ?? traceId(request.headers, this.capture.traceHeader),
    });
    if (route?.eventName !== undefined) record.event_name = route.eventName;
    const { requestIdHeader } = this.capture;
    if (requestIdHeader !== undefined) record.request_id = requestId(response, requestIdHeader, session);
    if (graphql) record.graphql = session.maskEchoes(graphql.activity);
    if (attemptedField !== undefined)
      record.attempted = maskedField(attemptedField, requestBody.parsed().value, session, MAX_ATTEMPTED);
    if (responseHeaders) {
      const isRedirect = exchange.statusCode !== null && exchange.statusCode >= 300 && exchange.statusCode < 400;
      record.response_headers = session.maskEchoes(responseHeaders, isRedirect) as ActivityLog['headers'];
    }
    const resource = resourceOf(
      {
        source: route?.resource,
        template,
        path: record.url_path,
        requestBody: () => requestBody.parsed().value,
        responseBody: () => responseBody.parsed().value,
      },
      session,
    );
    if (resource) record.resource = resource;
    const truncated = truncation(body.truncatedFrom, answer.truncatedFrom);
    if (truncated) record.truncated = truncated;
    this.addIdentity(record, session, identity);
    this.removeFields(record);
    const bodyBytes = sizeOf(body.masked) + sizeOf(answer.masked);
    const bytes = BASE_BYTES + headersSize(request.rawHeaders) + 2 * target.length + bodyBytes;
    return { record, bytes, bodyBytes };
  }

  custom(activity: CustomActivity): BuiltRecord {
    const session = this.masker.begin();
    const data = session.value(activity.data ?? null);
    const ip = this.address(activity.clientIp);
    const record = eventRecord({
      user_id: userId(activity.userId) ?? null,
      url_name: text(activity.event),
      namespace: text(activity.namespace),
      body: this.bodies.inFormat(session.maskEchoes(data)),
      created_time: isTime(activity.at) ? activity.at : new Date(),
      client_ip_address: ip,
      country: this.countries.countryOf(ip),
      trace_id: text(activity.traceId) ?? activeTraceId() ?? null,
    });
    this.addIdentity(record, session, null);
    this.removeFields(record);
    const bodyBytes = sizeOfKept(data);
    return { record, bytes: BASE_BYTES + bodyBytes, bodyBytes };
  }

  private address(given: unknown): string | null {
    const ip = clientIp(given);
    return ip !== null && this.capture.anonymizeIp ? shortAddress(ip) : ip;
  }

  private addIdentity(record: ActivityLog, session: MaskingSession, identity: Identity | null): void {
    const actor = identity && this.identities.actorOf(identity);
    if (actor !== null && actor !== undefined) record.actor_id = actor;
    if (this.identities.payloadFields.length === 0) return;
    for (const [field, value] of Object.entries(this.identities.payloadOf(identity)))
      record[field] = session.value(value);
  }

  private removeFields(record: Partial<ActivityLog>): void {
    for (const field of this.removed) delete record[field];
  }
}

/** Guards against untyped callers: a value that BSON rejects would lose the record. */
function text(given: unknown): string | null {
  return typeof given === 'string' ? given : null;
}

/** An invalid date would be stored as 1970 and expire immediately. */
function isTime(given: unknown): given is Date {
  return given instanceof Date && !Number.isNaN(given.getTime());
}

/** Masked, because a server may adopt an id that the client sent. */
function requestId(response: ServerResponse, name: string, session: MaskingSession): string | null {
  try {
    const id = sentHeader(response, name.toLowerCase());
    return id ? session.maskEchoes(session.text(id)).slice(0, LONGEST_REQUEST_ID) : null;
  } catch {
    return null;
  }
}

/** GraphQL servers report errors with status 200. */
function outcomeOf({ outcome = 'unfinished' }: Exchange, graphql: GraphqlCall | undefined): ActivityOutcome {
  return outcome === 'completed' && graphql?.activity.errors ? 'errors' : outcome;
}

function paramsOf({ platformRequest }: Exchange): Record<string, string> {
  const given = platformRequest?.params;
  return typeof given === 'object' && given !== null ? (given as Record<string, string>) : {};
}

/** Synthetic requests may have no headers or numeric ones; NaN would corrupt the buffer size. */
function headersSize(rawHeaders: readonly unknown[] | undefined): number {
  let size = 0;
  for (const part of rawHeaders ?? []) size += typeof part === 'string' ? part.length : String(part).length;
  return size;
}
