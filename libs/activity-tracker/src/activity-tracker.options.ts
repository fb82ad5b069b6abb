import { IsBoolean, IsOptional } from 'class-validator';
import { AdminOptions } from './admin/admin.options.js';
import { BufferOptions } from './buffer/buffer.options.js';
import { CaptureOptions } from './capture/capture.options.js';
import { HistoryOptions } from './history/history.options.js';
import { GeoOptions } from './identity/country/geo.options.js';
import type { ResolveUser } from './identity/identity.js';
import { JwtOptions } from './identity/token/jwt.options.js';
import { MaskingOptions } from './masking/masking.options.js';
import type { HostRequest } from './record/host-request.js';
import { type PayloadField, type PayloadKeys, payloadFields } from './record/payload-fields.js';
import { IsFunction } from './common/is-function.js';
import { IsPayloadKeys, PAYLOAD_KEYS_RULE } from './common/is-payload-keys.js';
import { MongoOptions, StorageOptions } from './storage/storage.options.js';

/** Top-level options of `forRoot()`. @publicApi */
export class RootOptions<Request = HostRequest> {
  /**
   * Store each record. Needs `mongo` or `storage.store`. Seed: `DRF_ACTIVITY_TRACKER_DATABASE`.
   * @default false
   */
  @IsBoolean({ message: 'must be true or false' })
  database: boolean = false;

  /**
   * Announce each record as the event `activity.logged`. Seed: `DRF_ACTIVITY_TRACKER_SIGNAL`.
   * @default false
   */
  @IsBoolean({ message: 'must be true or false' })
  signal: boolean = false;

  /**
   * Tells who made a request: an id, `{ id, payload }`, or nothing for an anonymous request; sync or async. For hosts on passport
   * or sessions. It is asked when the guards have passed and, if it named no user then, once more when the response ends, so a
   * sign-out is recorded under the user who signed out. With `jwt` too, the token is read if this function names no user.
   */
  @IsOptional()
  @IsFunction({ message: 'must be a function of the request that returns an id, { id, payload }, or nothing' })
  resolveUser?: ResolveUser<Request>;

  /**
   * Keys of the payload that `resolveUser` gives, kept at the top level of each record as those of `jwt.payloadKeys` are: names, or
   * `{ key: field }`. For hosts without `jwt`; if both are given, both are kept.
   * @default []
   */
  @IsPayloadKeys({ message: PAYLOAD_KEYS_RULE })
  payloadKeys: PayloadKeys = [];
}

/** Each room's slice, in pipeline order; `jwt` and `mongo` are complete only when given. */
export const SLICES = {
  jwt: JwtOptions,
  capture: CaptureOptions,
  geo: GeoOptions,
  masking: MaskingOptions,
  buffer: BufferOptions,
  mongo: MongoOptions,
  storage: StorageOptions,
  history: HistoryOptions,
  admin: AdminOptions,
} as const;

/**
 * What `ActivityTrackerModule.forRoot()` takes. Everything is optional but what the features in use need: `database`
 * needs `mongo` or `storage.store`; knowing users needs `jwt` or `resolveUser`.
 * @publicApi
 */
export interface ActivityTrackerOptions<Request = HostRequest> extends Partial<RootOptions<Request>> {
  /** How access tokens are verified. Default: tokens are not read. */
  jwt?: Partial<JwtOptions<Request>> & Pick<JwtOptions<Request>, 'algorithms'>;
  /** Which requests are recorded, and how much of each. */
  capture?: Partial<CaptureOptions>;
  /** Where countries come from. */
  geo?: Partial<GeoOptions>;
  /** Which values are masked or removed. */
  masking?: Partial<MaskingOptions>;
  /** How records wait and when they are flushed. */
  buffer?: Partial<BufferOptions>;
  /** The MongoDB collection for records. Default: none. */
  mongo?: Partial<MongoOptions>;
  /** Retention, body format, and a store in place of MongoDB. */
  storage?: Partial<StorageOptions>;
  /** The history endpoints and their permission. */
  history?: Partial<HistoryOptions<Request>>;
  /** The admin API and the panel. */
  admin?: Partial<AdminOptions>;
}

/**
 * A class that makes the options, for `forRootAsync({ useClass })` and `useExisting`.
 * @publicApi
 */
export interface ActivityTrackerOptionsFactory {
  /** Returns the options; called once, at boot. */
  create(): ActivityTrackerOptions | Promise<ActivityTrackerOptions>;
}

/** The options as everything inside sees them: complete and valid. */
export interface ResolvedOptions extends RootOptions {
  jwt: JwtOptions | undefined;
  capture: CaptureOptions;
  geo: GeoOptions;
  masking: MaskingOptions;
  buffer: BufferOptions;
  mongo: MongoOptions | undefined;
  storage: StorageOptions;
  history: HistoryOptions;
  admin: AdminOptions;
}

/** The claims that each record keeps, and their fields. */
export function payloadFieldsOf({ payloadKeys, jwt }: Pick<ResolvedOptions, 'payloadKeys' | 'jwt'>): PayloadField[] {
  return payloadFields([...(jwt?.payloadKeys ?? []), ...payloadKeys]);
}

/** Injection token of the complete, valid options. */
export const RESOLVED_OPTIONS = Symbol.for('nestjs-activity-tracker:options');
