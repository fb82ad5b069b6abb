import type { QueryField } from '../activity-query.js';
import { TIME_ALIASES } from './time-fields.js';

export type ValueKind =
  | 'user'
  | 'handler'
  | 'text'
  | 'path'
  | 'url'
  | 'device'
  | 'resource'
  | 'id'
  | 'claim'
  | 'method'
  | 'status'
  | 'country'
  | 'ip'
  | 'outcome'
  | 'duration'
  | 'instant'
  | 'period'
  | 'phrase';

export interface FieldRule {
  readonly kind: ValueKind;
  readonly aliases: readonly string[];
  /** The form that error messages show. */
  readonly example: string;
  readonly rule: string;
}

/** A field that every log has. */
export type CommonField = Exclude<QueryField, ClaimField>;
export type ClaimField = `payload.${string}`;

const USER = 'a user id, the beginning of one as demo-*, * for any user, or none';
const HANDLER = 'a handler such as list or Orders.list, with * for any characters, or none';

export const FIELDS: Readonly<Record<CommonField, FieldRule>> = {
  user: { kind: 'user', aliases: ['user_id'], example: 'user:42', rule: USER },
  actor: { kind: 'user', aliases: ['actor_id'], example: 'actor:42', rule: USER },
  name: { kind: 'handler', aliases: ['url_name', 'handler'], example: 'name:Orders.list', rule: HANDLER },
  controller: {
    kind: 'text',
    aliases: ['namespace'],
    example: 'controller:Orders',
    rule: 'a controller such as Orders or OrdersController, with * for any characters, or none',
  },
  route: {
    kind: 'handler',
    aliases: [],
    example: 'route:/orders/:id',
    rule: 'a route template such as /orders/:id, or a handler such as Orders.list, with * for any characters, or none',
  },
  resource: {
    kind: 'resource',
    aliases: [],
    example: 'resource:order/4711',
    rule: 'an object such as order/4711, a kind of objects such as order, an id with * for any characters as in order/47*, or none',
  },
  path: {
    kind: 'path',
    aliases: ['url_path'],
    example: 'path:/orders',
    rule: 'a path such as /orders, which includes the paths below it, or with * for any characters, or none',
  },
  url: {
    kind: 'url',
    aliases: ['api'],
    example: 'url:/orders?status=open',
    rule: 'the beginning of a URL, from its host or its path, or a whole one with * for any characters, or none',
  },
  method: { kind: 'method', aliases: [], example: 'method:POST', rule: 'an HTTP method such as POST, or none' },
  status: {
    kind: 'status',
    aliases: ['status_code', 'code'],
    example: 'status:5xx',
    rule: 'a code such as 404, a class such as 5xx, a comparison such as >=500, a range such as 400..499, or none',
  },
  country: {
    kind: 'country',
    aliases: [],
    example: 'country:DE',
    rule: 'a country by its ISO code such as DE or its English name, or none',
  },
  ip: {
    kind: 'ip',
    aliases: ['client_ip_address', 'address'],
    example: 'ip:10.0.0.0/8',
    rule: 'an IP address, an IPv4 range from /1 to /32, an IPv6 range of /16, /32, /48, /64, /80, /96 or /112, or none',
  },
  device: {
    kind: 'device',
    aliases: [],
    example: 'device:Firefox',
    rule: 'a client such as Firefox, a system such as Windows, both as "Firefox on Windows", or none',
  },
  session: {
    kind: 'claim',
    aliases: ['sid', 'jti'],
    example: 'session:5f1c',
    rule: 'the claim sid or jti of a token, or none',
  },
  outcome: {
    kind: 'outcome',
    aliases: [],
    example: 'outcome:aborted',
    rule: 'completed, errors, aborted, unfinished, or none',
  },
  duration: {
    kind: 'duration',
    aliases: ['took'],
    example: 'duration:>500',
    rule: 'a comparison such as >500, in milliseconds, or >1.5s, or a range such as 100..500',
  },
  from: {
    kind: 'instant',
    aliases: TIME_ALIASES.from,
    example: 'from:2024-05-31',
    rule: 'a date such as 2024-05-31, or an instant with its zone such as 2024-05-31T08:30:00Z',
  },
  to: {
    kind: 'instant',
    aliases: TIME_ALIASES.to,
    example: 'to:2024-05-31',
    rule: 'a date such as 2024-05-31, or an instant with its zone such as 2024-05-31T08:30:00Z',
  },
  since: {
    kind: 'period',
    aliases: TIME_ALIASES.since,
    example: 'since:24h',
    rule: 'a time until now such as 90s, 15m, 24h, 7d or 4w',
  },
  trace: {
    kind: 'text',
    aliases: ['trace_id'],
    example: 'trace:4bf92f3577b34da6a3ce929d0e0e4736',
    rule: 'a trace id, or none',
  },
  request: {
    kind: 'text',
    aliases: ['request_id'],
    example: 'request:7f3c9a',
    rule: 'a request id, with * for any characters, or none',
  },
  id: { kind: 'id', aliases: ['_id'], example: 'id:6b0592d247016ed3d60074f2', rule: "the 24 digits of a record's _id" },
  event: {
    kind: 'text',
    aliases: ['event_name'],
    example: 'event:"Redeem card"',
    rule: 'an event name, with * for any characters, or none',
  },
  graphql: {
    kind: 'text',
    aliases: [],
    example: 'graphql:createOrder',
    rule: 'a GraphQL operation or root field, with * for any characters, or none',
  },
  text: { kind: 'phrase', aliases: [], example: '"any words"', rule: 'words to find, at most 256 characters' },
};

export const FIELD_NAMES = Object.keys(FIELDS) as CommonField[];
