import type { IncomingHttpHeaders } from 'node:http';
import type { Types } from 'mongoose';
import type { BodyContent, BodyDeclaration } from '../../capture/bodies/body-content.js';
import type { CapturedBody } from '../../capture/bodies/captured-body.js';
import type { RouteMetadata } from '../../capture/routes/route-metadata.js';
import type { UrlOrigin } from '../../capture/request-url.js';
import type { UnidentifiedCause } from '../../identity/token/refusal.js';
import type { ActivityOutcome, ActivityUserId, GraphqlActivity } from '../../record/activity-log.js';

export interface ClientAddress {
  readonly ip: string | null;
  readonly country: string | null;
}

export interface RecordedBody {
  readonly body: CapturedBody | undefined;
  readonly declared: BodyDeclaration;
  /** Present if it was parsed to find the operations of a GraphQL request. */
  readonly content?: BodyContent | undefined;
}

export interface RecordedUser {
  readonly id: ActivityUserId | null;
  readonly actor: ActivityUserId | undefined;
  /** Unmasked, by field of the record. */
  readonly payload: Readonly<Record<string, unknown>>;
  readonly unidentified?: UnidentifiedCause | undefined;
}

export type RecordedRoute = Pick<RouteMetadata, 'urlName' | 'namespace' | 'eventName' | 'resource'>;

/** Everything that a record is built from; nothing is masked. Needs neither request nor response. */
export interface RecordedExchange {
  readonly _id: Types.ObjectId;
  readonly method: string | null;
  /** As received. */
  readonly url: string;
  readonly template: string | null;
  readonly params: Readonly<Record<string, unknown>>;
  /** `undefined` if the record's URL has no host. */
  readonly origin: UrlOrigin | undefined;
  readonly address: ClientAddress;
  readonly headers: IncomingHttpHeaders;
  readonly headerBytes: number;
  readonly requestBody: RecordedBody;
  readonly responseBody: RecordedBody;
  /** `undefined` if the record does not keep them. */
  readonly sentHeaders: Record<string, string | string[]> | undefined;
  /** `undefined` if the record has no request id. */
  readonly requestId: string | null | undefined;
  readonly statusCode: number | null;
  /** Epoch milliseconds. */
  readonly arrivedAt: number;
  /** Seconds. */
  readonly executionTime: number;
  readonly outcome: ActivityOutcome;
  /** Of the active span. */
  readonly traceId: string | undefined;
  readonly route: RecordedRoute | undefined;
  readonly attemptedField: string | undefined;
  readonly graphql: GraphqlActivity | undefined;
  readonly user: RecordedUser;
}
