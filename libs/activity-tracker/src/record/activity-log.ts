import type { mongo, Types } from 'mongoose';

export const ACTIVITY_OUTCOMES = ['completed', 'errors', 'aborted', 'unfinished'] as const;

/**
 * How a request ended: `completed` (response sent), `errors` (GraphQL response with errors), `aborted` (client
 * disconnected first) or `unfinished` (open at process shutdown).
 * @publicApi
 */
export type ActivityOutcome = (typeof ACTIVITY_OUTCOMES)[number];

/** A GraphQL request. For a batch: name and type of the first operation, fields and errors of all. @publicApi */
export interface GraphqlActivity {
  /** Name of the operation; `null` if it has none. */
  operation: string | null;
  /** Type of the operation. */
  type: 'query' | 'mutation' | 'subscription';
  /** Root fields without aliases or duplicates, in order; at most 100 per operation. */
  fields: string[];
  /** Number of errors in the response; `null` if the response could not be read. */
  errors: number | null;
}

/** An object of the application, such as `{ type: 'order', id: '4711' }`. @publicApi */
export interface ActivityResourceId {
  /** Kind of object. */
  type: string;
  /** Its id, as text; at most 256 characters. */
  id: string;
}

/**
 * A user id with the type of the verified token. `0` is valid; queries treat `7` and `'7'` as the same user.
 * @publicApi
 */
export type ActivityUserId = string | number;

/**
 * A recorded request, in the form that is stored, emitted and returned by the APIs. Field names match
 * drf-user-activity-tracker-mongodb, so either package can read a collection of the other.
 *
 * Listeners receive it from `@OnEvent('activity.logged')`. Claims of `jwt.payloadKeys` are top-level fields too. Fields
 * named in `masking.removeKeys` are absent.
 * @publicApi
 */
export interface ActivityLog {
  /** Created when the request is recorded, so that retries and replays are idempotent. */
  _id: Types.ObjectId;
  /** User id from the verified token or `resolveUser`, with its type; `null` for an anonymous request. */
  user_id: ActivityUserId | null;
  /** Impersonator from the `act` claim (RFC 8693); absent without one. */
  actor_id?: ActivityUserId;
  /** Name of the handler method or custom event (the seed's `url_name`); `null` if no route matched. */
  url_name: string | null;
  /** Name of the controller class (the seed's `namespace`); `null` if no route matched. */
  namespace: string | null;
  /** Route template, such as `/orders/:id`; `null` if no route matched. */
  route: string | null;
  /** Path without query string, masked. */
  url_path: string | null;
  /** URL in the form of `capture.pathType`, masked. */
  api: string | null;
  /** HTTP method; `null` for a custom event. */
  method: string | null;
  /** Request headers, masked; repeated headers are arrays if Node keeps them as arrays. */
  headers: Record<string, unknown>;
  /** Request body, masked; `null` without a body; an {@link OmittedBody} if it is not stored. */
  body: unknown;
  /** Response body as sent, masked; same rules as `body`. */
  response: unknown;
  /** Status code as sent; `null` if the client disconnected before the response, and for custom events. */
  status_code: number | null;
  /** Time when the request arrived. */
  created_time: Date;
  /** Seconds from arrival to the end of the response, with fraction, by a monotonic clock. */
  execution_time: number;
  /** Client address by the platform's trust-proxy setting; `null` if that is not an IP address. */
  client_ip_address: string | null;
  /** Country name in English, from the mmdb file; `null` if unknown. */
  country: string | null;
  /** How the request ended; not in the seed. */
  outcome: ActivityOutcome;
  /** Trace id of the active OpenTelemetry span, else the value of `capture.traceHeader` or of the W3C `traceparent` header, else `null`. */
  trace_id: string | null;
  /** Readable name from `@ActivityEvent()` or of a custom event; absent otherwise. */
  event_name?: string;
  /**
   * Masked value of the request body field named by `capture.signIns` or `@SignIn()`, for a rejected sign-in; `null` if
   * the client sent none. Absent otherwise.
   */
  attempted?: string | number | null;
  /**
   * Why the credential of the request identified no user, a cause of `stats().unidentified`; absent otherwise. With
   * `resolveUser`, `from`, and `unusableId` of `resolveUser`, the caller may be a signed-in user.
   */
  unidentified?: string;
  /** GraphQL details; absent for other requests. `url_name` and `namespace` are then those of the first resolver. */
  graphql?: GraphqlActivity;
  /**
   * The object that the request is about, masked as in `url_path`: by `@ActivityResource()`, else by the last parameter
   * of the route. Absent if there is none.
   */
  resource?: ActivityResourceId;
  /** Response header `capture.requestIdHeader`; `null` if not sent, absent without that option. */
  request_id?: string | null;
  /** Response headers, masked; absent without `capture.responseHeaders`. */
  response_headers?: Record<string, unknown>;
  /** Original sizes in bytes of bodies truncated to `capture.maxBodyBytes`; absent otherwise. */
  truncated?: { body?: number; response?: number };
  /** Time when `storage.retention` removed the bodies; absent while they are kept. */
  bodies_removed_at?: Date;
  /**
   * Id of the process's life that recorded this: from the start of an application to its end. Absent with
   * `buffer.sequence: false`, in records that are only emitted, and in stores that end with the process.
   */
  instance?: Types.ObjectId;
  /** Hash of the record and of the one before it in its {@link instance}; absent without `integrity.chain`. See docs/integrity.md. */
  chain?: mongo.Binary;
  /** Number of the record within its {@link instance}, from 1 and without holes. Absent where `instance` is. */
  seq?: number;
  /**
   * Fields of a record of another writer in which secrets are stored in clear, and were masked when the record was read.
   * Never stored; absent otherwise. Remedy: `npx activity-tracker mask-existing`.
   */
  masked_when_shown?: string[];
  /** Claims of `jwt.payloadKeys`. */
  [payloadKey: string]: unknown;
}

/** Replaces a body that is not stored. @publicApi */
export interface OmittedBody {
  /**
   * `type`: not a supported text type; `stream`: the end was not seen; `unreadable`: parsing failed; `too-large`: could
   * not be truncated safely; `pressure`: removed because the buffer was full; `retention`: removed by a rule of
   * `storage.retention`.
   */
  omitted: 'type' | 'unreadable' | 'too-large' | 'stream' | 'pressure' | 'retention';
  /** Declared content type without parameters; `null` if undeclared, for `pressure` and for `retention`. */
  type: string | null;
  /** Bytes seen; for `pressure` and `retention`, bytes of the masked body in the buffer or in the store. */
  size: number;
}

export const TARGET_FIELDS = ['url_name', 'namespace', 'route', 'url_path', 'api', 'method'] as const;
export const ORIGIN_FIELDS = ['client_ip_address', 'country', 'outcome', 'trace_id'] as const;

/** Field names that payload keys must not use. */
export const RECORD_FIELDS = [
  '_id',
  'user_id',
  'actor_id',
  ...TARGET_FIELDS,
  'headers',
  'body',
  'response',
  'status_code',
  'created_time',
  'execution_time',
  ...ORIGIN_FIELDS,
  'event_name',
  'attempted',
  'unidentified',
  'resource',
  'request_id',
  'graphql',
  'response_headers',
  'truncated',
  'bodies_removed_at',
  'instance',
  'seq',
  'chain',
] as const satisfies readonly (keyof ActivityLog)[];
