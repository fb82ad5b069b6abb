import { defaultZoneOf } from './common/fixed-offset.js';
import { IsBoolean, IsOptional } from 'class-validator';
import { AdminOptions } from './admin/admin.options.js';
import { BufferOptions } from './buffer/buffer.options.js';
import { CaptureOptions } from './capture/capture.options.js';
import { HistoryOptions } from './history/history.options.js';
import { GeoOptions } from './identity/country/geo.options.js';
import type { ResolveUser } from './identity/identity.js';
import { IntegrityOptions } from './integrity/integrity.options.js';
import { JwtOptions } from './identity/token/jwt.options.js';
import { MaskingOptions } from './masking/masking.options.js';
import type { HostRequest } from './record/host-request.js';
import { type PayloadField, type PayloadKeys, payloadFields } from './record/payload-fields.js';
import { IsFunction } from './common/option-rules/is-function.js';
import { IsPayloadKeys, PAYLOAD_KEYS_RULE } from './common/option-rules/is-payload-keys.js';
import { RecordingOptions } from './recording/recording.options.js';
import { MongoOptions, StorageOptions } from './storage/storage.options.js';

/** Top-level options of `forRoot()`. @publicApi */
export class RootOptions<Request = HostRequest> {
  /** Stores each record. Requires `mongo` or `storage.store`. Seed: `DRF_ACTIVITY_TRACKER_DATABASE`. @default false */
  @IsBoolean({ message: 'must be true or false' })
  database: boolean = false;

  /** Emits each record as the event `activity.logged`. Seed: `DRF_ACTIVITY_TRACKER_SIGNAL`. @default false */
  @IsBoolean({ message: 'must be true or false' })
  signal: boolean = false;

  /**
   * Identifies the user of a request: returns an id, `{ id, payload }`, or nothing for an anonymous request; sync or
   * async. For applications with Passport or sessions. Called after guards ran and, if it returned no user, again when
   * the response ends, so a sign-out is recorded for the user who signed out. With `jwt`, the token is read if this
   * function returns no user.
   */
  @IsOptional()
  @IsFunction({ message: 'must be a function of the request that returns an id, { id, payload }, or nothing' })
  resolveUser?: ResolveUser<Request>;

  /**
   * Keys of the `resolveUser` payload stored at the top level of each record, like `jwt.payloadKeys`: names, or `{ key:
   * field }`. If both options are set, both are stored.
   * @default []
   */
  @IsPayloadKeys({ message: PAYLOAD_KEYS_RULE })
  payloadKeys: PayloadKeys = [];
}

/** Option classes in pipeline order; `jwt` and `mongo` are completed only if given. */
export const SLICES = {
  jwt: JwtOptions,
  capture: CaptureOptions,
  geo: GeoOptions,
  masking: MaskingOptions,
  recording: RecordingOptions,
  buffer: BufferOptions,
  integrity: IntegrityOptions,
  mongo: MongoOptions,
  storage: StorageOptions,
  history: HistoryOptions,
  admin: AdminOptions,
} as const;

/**
 * Options of `ActivityTrackerModule.forRoot()`. All are optional, but `database` requires `mongo` or `storage.store`,
 * and identifying users requires `jwt` or `resolveUser`.
 * @publicApi
 */
export interface ActivityTrackerOptions<Request = HostRequest> extends Partial<RootOptions<Request>> {
  /** Verification of access tokens. Default: tokens are not read. */
  jwt?: Partial<JwtOptions<Request>> & Pick<JwtOptions<Request>, 'algorithms'>;
  /** Selection of requests, and the parts of each to store. */
  capture?: Partial<CaptureOptions>;
  /** Source of countries. */
  geo?: Partial<GeoOptions>;
  /** Masking and removal of values. */
  masking?: Partial<MaskingOptions>;
  /** The thread that makes records. */
  recording?: Partial<RecordingOptions>;
  /** Buffering and flushing of records. */
  buffer?: Partial<BufferOptions>;
  /** Evidence that stored records are as they were recorded. */
  integrity?: Partial<IntegrityOptions>;
  /** The MongoDB collection for records. Default: none. */
  mongo?: Partial<MongoOptions>;
  /** Retention, body format, and a store in place of MongoDB. */
  storage?: Partial<StorageOptions>;
  /** The history endpoints and their permission. */
  history?: Partial<HistoryOptions<Request>>;
  /** The admin API and the panel. */
  admin?: Partial<AdminOptions>;
}

/** Class that creates the options, for `forRootAsync({ useClass })` and `useExisting`. @publicApi */
export interface ActivityTrackerOptionsFactory {
  /** Returns the options; called once, at boot. */
  create(): ActivityTrackerOptions | Promise<ActivityTrackerOptions>;
}

export interface ResolvedOptions extends RootOptions {
  jwt: JwtOptions | undefined;
  capture: CaptureOptions;
  geo: GeoOptions;
  masking: MaskingOptions;
  recording: RecordingOptions;
  buffer: BufferOptions;
  integrity: IntegrityOptions;
  mongo: MongoOptions | undefined;
  storage: StorageOptions;
  history: HistoryOptions;
  admin: AdminOptions;
}

export function payloadFieldsOf({ payloadKeys, jwt }: Pick<ResolvedOptions, 'payloadKeys' | 'jwt'>): PayloadField[] {
  return payloadFields([...(jwt?.payloadKeys ?? []), ...payloadKeys]);
}

/** How the queries of the admin API and of `storage.retention` are read. */
export const queryContextOf = (options: Pick<ResolvedOptions, 'payloadKeys' | 'jwt' | 'admin'>) => ({
  zone: defaultZoneOf(options.admin),
  payloadKeys: payloadFieldsOf(options).map(({ field }) => field),
});

export const RESOLVED_OPTIONS = Symbol.for('nestjs-activity-tracker:options');
