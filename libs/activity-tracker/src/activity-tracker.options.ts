import { IsBoolean, IsOptional } from 'class-validator';
import { AdminOptions } from './admin/admin.options.js';
import { BufferOptions } from './buffer/buffer.options.js';
import { CaptureOptions } from './capture/capture.options.js';
import { HistoryOptions } from './history/history.options.js';
import { GeoOptions } from './identity/geo.options.js';
import type { ResolveUser } from './identity/identity.js';
import { JwtOptions } from './identity/jwt.options.js';
import { MaskingOptions } from './masking/masking.options.js';
import { IsFunction } from './validation/is-function.js';
import { MongoOptions, StorageOptions } from './storage/storage.options.js';

/** The options that belong to no room. */
export class RootOptions {
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
   * Answers who made a request, when its response ends: an id, `{ id, payload }`, or nothing for nobody. For hosts on
   * passport or sessions; it replaces the verification of the Bearer token.
   */
  @IsOptional()
  @IsFunction({ message: 'must be a function of the request that returns an id, { id, payload }, or nothing' })
  resolveUser?: ResolveUser;
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

/** What a slice needs from the user beside its defaults. */
type Given<T, Mandatory extends keyof T = never> = Partial<T> & Pick<T, Mandatory>;

/**
 * What `ActivityTrackerModule.forRoot()` takes. Everything is optional but what the features in use need: `database`
 * needs `mongo` or `storage.store`; knowing users needs `jwt` or `resolveUser`.
 * @publicApi
 */
export interface ActivityTrackerOptions extends Partial<RootOptions> {
  jwt?: Given<JwtOptions, 'algorithms'>;
  capture?: Given<CaptureOptions>;
  geo?: Given<GeoOptions>;
  masking?: Given<MaskingOptions>;
  buffer?: Given<BufferOptions>;
  mongo?: Given<MongoOptions>;
  storage?: Given<StorageOptions>;
  history?: Given<HistoryOptions>;
  admin?: Given<AdminOptions>;
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

/** Injection token of the complete, valid options. */
export const RESOLVED_OPTIONS = Symbol('nestjs-activity-tracker:options');
