import type { CaptureOptions } from '../../capture/capture.options.js';
import { activeTraceId } from '../../capture/active-span.js';
import { traceId } from '../../capture/trace-id.js';
import { originForm, pathOf } from '../../capture/request-target.js';
import { apiUrl } from '../../capture/request-url.js';
import { withShortAddresses } from '../../identity/address/short-address.js';
import { userId } from '../../identity/user/user-id.js';
import type { Masker } from '../../masking/masker.js';
import type { MaskingSession } from '../../masking/masking-session.js';
import { type ActivityLog, type ActivityOutcome, RECORD_FIELDS } from '../../record/activity-log.js';
import { eventRecord } from '../../record/event-record.js';
import { newRecord } from '../../record/new-record.js';
import type { PayloadField } from '../../record/payload-fields.js';
import type { StorageOptions } from '../../storage/storage.options.js';
import type { CustomActivity } from '../custom-activity.js';
import { contentOf, truncation } from './exchange-bodies.js';
import { BodyMasking, sizeOfKept, maskedPart, sizeOf } from './masked-body.js';
import { maskedField } from './masked-field.js';
import type { ClientAddress, RecordedExchange, RecordedUser } from './recorded-exchange.js';
import { MAX_ATTEMPTED } from '../refused-sign-in.js';
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
export class RecordBuilder {
  private readonly removed: readonly string[];
  private readonly bodies: BodyMasking;
  /** Reused across records; building is synchronous, so never re-entrant. */
  private readonly session: MaskingSession;

  constructor(
    private readonly capture: CaptureOptions,
    storage: Pick<StorageOptions, 'bodyFormat'>,
    private readonly payloadFields: readonly PayloadField[],
    private readonly masker: Masker,
  ) {
    this.session = masker.begin();
    this.bodies = new BodyMasking(storage.bodyFormat === 'text', capture.maxBodyBytes);
    this.removed = [...RECORD_FIELDS, ...payloadFields.map(({ field }) => field)].filter((field) =>
      masker.removes(field),
    );
  }

  build(exchange: RecordedExchange): BuiltRecord {
    try {
      return this.built(exchange, this.session);
    } finally {
      this.session.forget();
    }
  }

  private built(exchange: RecordedExchange, session: MaskingSession): BuiltRecord {
    const { capture } = this;
    const { template, route, url, statusCode, graphql } = exchange;
    const pathSecrets = session.pathSecrets(exchange.params, template);
    const requestBody = contentOf(exchange.requestBody, capture.maxBodyBytes);
    const responseBody = contentOf(exchange.responseBody, capture.maxBodyBytes);

    // Mask every part before replacing echoes: a secret may appear before the part that names it.
    const headers = session.headers(capture.anonymizeIp ? withShortAddresses(exchange.headers) : exchange.headers);
    // A URL equal to its route template holds no user input and needs no masking.
    const target = url === template ? template : session.url(originForm(url), pathSecrets);
    const body = this.bodies.mask(session, requestBody);
    if (requestBody.truncatedFrom !== undefined)
      session.noteRest(exchange.requestBody.declared.parsed, maskedPart(body.masked));
    session.hearApplication();
    const answer = this.bodies.mask(session, responseBody);
    const responseHeaders = exchange.sentHeaders && session.headers(exchange.sentHeaders);

    const safeTarget = session.maskEchoesInTarget(target, template !== null);
    const { ip, country } = exchange.address;
    const record = newRecord({
      _id: exchange._id,
      user_id: exchange.user.id,
      url_name: route?.urlName ?? null,
      namespace: route?.namespace ?? null,
      route: template,
      url_path: pathOf(safeTarget),
      api: apiUrl(exchange.origin, safeTarget, capture.pathType, capture.allowedHosts),
      method: exchange.method,
      headers: session.maskEchoes(headers) as ActivityLog['headers'],
      body: this.bodies.withoutEchoes(session, body.masked),
      response: this.bodies.withoutEchoes(session, answer.masked),
      status_code: statusCode,
      created_time: new Date(exchange.arrivedAt),
      execution_time: exchange.executionTime,
      client_ip_address: ip,
      country,
      outcome: outcomeOf(exchange),
      trace_id: exchange.traceId ?? traceId(exchange.headers, capture.traceHeader),
    });
    if (route?.eventName !== undefined) record.event_name = route.eventName;
    if (exchange.requestId !== undefined) record.request_id = maskedRequestId(exchange.requestId, session);
    if (graphql) record.graphql = session.maskEchoes(graphql);
    if (exchange.attemptedField !== undefined)
      record.attempted = maskedField(exchange.attemptedField, requestBody.parsed().value, session, MAX_ATTEMPTED);
    if (responseHeaders) {
      const isRedirect = statusCode !== null && statusCode >= 300 && statusCode < 400;
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
    this.addUser(record, session, exchange.user);
    this.removeFields(record);
    const bodyBytes = sizeOf(body.masked) + sizeOf(answer.masked);
    const bytes = BASE_BYTES + exchange.headerBytes + 2 * target.length + bodyBytes;
    return { record, bytes, bodyBytes };
  }

  custom(activity: CustomActivity, { ip, country }: ClientAddress): BuiltRecord {
    const session = this.masker.begin();
    const data = session.value(activity.data ?? null);
    const record = eventRecord({
      user_id: userId(activity.userId) ?? null,
      url_name: text(activity.event),
      namespace: text(activity.namespace),
      body: this.bodies.inFormat(session.maskEchoes(data)),
      created_time: isTime(activity.at) ? activity.at : new Date(),
      client_ip_address: ip,
      country,
      trace_id: text(activity.traceId) ?? activeTraceId() ?? null,
    });
    for (const { field } of this.payloadFields) record[field] = null;
    this.removeFields(record);
    const bodyBytes = sizeOfKept(data);
    return { record, bytes: BASE_BYTES + bodyBytes, bodyBytes };
  }

  private addUser(record: ActivityLog, session: MaskingSession, { actor, payload, unidentified }: RecordedUser): void {
    if (unidentified !== undefined) record.unidentified = unidentified;
    if (actor !== null && actor !== undefined) record.actor_id = actor;
    for (const { field } of this.payloadFields) record[field] = session.value(payload[field]);
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
function maskedRequestId(id: string | null, session: MaskingSession): string | null {
  return id ? session.maskEchoes(session.text(id)).slice(0, LONGEST_REQUEST_ID) : null;
}

/** GraphQL servers report errors with status 200. */
function outcomeOf({ outcome, graphql }: RecordedExchange): ActivityOutcome {
  return outcome === 'completed' && graphql?.errors ? 'errors' : outcome;
}
