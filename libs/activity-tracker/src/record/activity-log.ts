import type { Types } from 'mongoose';

/**
 * How the exchange ended: the response was handed over whole, the same with errors in a GraphQL response, the client went away
 * first, or the process shut down while it was still open.
 * @publicApi
 */
export type ActivityOutcome = 'completed' | 'errors' | 'aborted' | 'unfinished';

/**
 * A GraphQL request. For a list of operations: name and type of the first, fields and errors of all.
 * @publicApi
 */
export interface GraphqlActivity {
  /** Name of the operation; `null` if it has none. */
  operation: string | null;
  /** Kind of the operation. */
  type: 'query' | 'mutation' | 'subscription';
  /** Root fields, without aliases, each once and in order; at most 100 of an operation. */
  fields: string[];
  /** Number of errors in the response; `null` where the response could not be read. */
  errors: number | null;
}

/**
 * A user's id as the verified token carries it: `0` is a valid id, `7` and `'7'` are the same user in every query.
 * @publicApi
 */
export type ActivityUserId = string | number;

/**
 * One recorded exchange. What is stored, emitted, returned and shown has this one shape; the names are those of
 * drf-user-activity-tracker-mongodb, so a collection written by either opens in the other.
 *
 * Listeners get it from `@OnEvent('activity.logged')`. The keys in `jwt.payloadKeys` stand next to these fields at the
 * top level. A field named in `masking.removeKeys` is absent.
 * @publicApi
 */
export interface ActivityLog {
  /** Made at capture, so that a retry or a replay is idempotent. */
  _id: Types.ObjectId;
  /** From the verified token or `resolveUser`, type kept; `null` for a tracked anonymous call. */
  user_id: ActivityUserId | null;
  /** Who acted in the user's name, by the `act` claim (RFC 8693); absent otherwise. */
  actor_id?: ActivityUserId;
  /** Name of the handler method (the seed's `url_name`); `null` where no route matched. For a custom event: its name. */
  url_name: string | null;
  /** Name of the controller class (the seed's `namespace`); `null` where no route matched. */
  namespace: string | null;
  /** Route template, such as `/orders/:id`; `null` where no route matched. */
  route: string | null;
  /** Path without the query string, secrets masked. */
  url_path: string | null;
  /** URL in the form chosen by `capture.pathType`, secrets masked. */
  api: string | null;
  /** HTTP method; `null` for a custom event. */
  method: string | null;
  /** Request headers, masked. A header that came more than once is an array where Node keeps it as one. */
  headers: Record<string, unknown>;
  /** Request body, masked; `null` where there was none; an {@link OmittedBody} where it is not kept. */
  body: unknown;
  /** Response body as the client received it, masked; same rules as `body`. */
  response: unknown;
  /** Status code as sent; `null` when the client left before any answer, and for custom events. */
  status_code: number | null;
  /** When the call arrived, whatever the flush interval. */
  created_time: Date;
  /** Seconds, float, monotonic clock, from arrival to the end of the response. */
  execution_time: number;
  /** The client's address as the platform's trust-proxy setting yields it; `null` if that is not an IP address. */
  client_ip_address: string | null;
  /** Country name in English, from the mmdb file; `null` where unknown. */
  country: string | null;
  /** New next to the seed. */
  outcome: ActivityOutcome;
  /**
   * Trace id of the active OpenTelemetry span; without one, of the W3C `traceparent` header, or the value of
   * `capture.traceHeader`; else `null`.
   */
  trace_id: string | null;
  /** Display name: from `@ActivityEvent()` or a custom event; absent otherwise. */
  event_name?: string;
  /**
   * Of a refused sign-in: the value that the client gave for the field named by `capture.signIns` or `@SignIn()`, masked as
   * usual; `null` if it gave none. Absent otherwise.
   */
  attempted?: string | number | null;
  /** A GraphQL request; absent for any other. Then `url_name` and `namespace` are those of the first resolver. */
  graphql?: GraphqlActivity;
  /** Value of the response header `capture.requestIdHeader`, `null` if it was not sent; present with that option. */
  request_id?: string | null;
  /** Response headers, masked; present with `capture.responseHeaders`. */
  response_headers?: Record<string, unknown>;
  /** Original size in bytes of what was cut to `capture.maxBodyBytes`; present only where something was cut. */
  truncated?: { body?: number; response?: number };
  /** Token payload keys. */
  [payloadKey: string]: unknown;
}

/**
 * Stands in for a body that is not kept.
 * @publicApi
 */
export interface OmittedBody {
  /**
   * `type`: not a text type we keep; `stream`: no end was seen; `unreadable`: did not parse; `too-large`: could not be cut safely;
   * `pressure`: removed because the buffer was full.
   */
  omitted: 'type' | 'unreadable' | 'too-large' | 'stream' | 'pressure';
  /** Content type as declared, without parameters; `null` where none was, and under `pressure`. */
  type: string | null;
  /** Bytes seen; under `pressure` those that the masked body took in the buffer. */
  size: number;
}

/** Every field a record may hold besides token payload keys: what payload keys must not clash with. */
export const RECORD_FIELDS = [
  '_id',
  'user_id',
  'actor_id',
  'url_name',
  'namespace',
  'route',
  'url_path',
  'api',
  'method',
  'headers',
  'body',
  'response',
  'status_code',
  'created_time',
  'execution_time',
  'client_ip_address',
  'country',
  'outcome',
  'trace_id',
  'event_name',
  'attempted',
  'request_id',
  'graphql',
  'response_headers',
  'truncated',
] as const satisfies readonly (keyof ActivityLog)[];
