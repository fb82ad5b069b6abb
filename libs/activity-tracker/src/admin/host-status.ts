import type { DeliveryState } from '../storage/port/delivery-state.js';
import type { UpkeepDown } from './upkeep-schedule.js';
import type { RegisteredRoute } from './statistics/routes.service.js';

export const HOST_STATUS = Symbol.for('nestjs-activity-tracker:HostStatus');

export interface BufferHealth extends DeliveryState {
  waiting_bytes: number;
  max_bytes: number;
  dropped: Record<string, number>;
  failed: number;
  store_away: boolean;
}

export interface GeoHealth {
  readable: boolean;
  /** Build date; `null` if the file does not state it. */
  built: Date | null;
  /** Built more than a year ago. */
  old: boolean;
  /** Attribution that its license requires; `null` if none. */
  credit: { text: string; url: string } | null;
}

export interface SpoolHealth {
  mode: string;
  directory: string;
  bytes: number;
  files: number;
  oldest: Date | null;
  /** Processes that have a folder in the directory, those that have ended included. */
  processes: number;
  dropped: number;
  quarantined: number;
  /** Records that the store rejected, kept in the directory. */
  rejected: number;
  failures: Record<string, number>;
  healthy: boolean;
}

export interface RetentionHealth {
  failures: number;
  down: UpkeepDown | null;
}

/** Which thread makes the records. */
export interface RecordingThreadHealth {
  /** `recording.thread` */
  wanted: 'main' | 'worker';
  used: 'main' | 'worker';
  /** Why another thread is used than wanted; `null` if it is the wanted one. */
  reason: string | null;
}

/** Health of the recording side, which the admin API shows as it is. @publicApi */
export interface RecordingHealth {
  buffer: BufferHealth;
  /** Files for records that wait; `null` with `buffer.durability: 'memory'`. */
  spool: SpoolHealth | null;
  recording_thread: RecordingThreadHealth;
  /** Source of countries; `null` if they are disabled. */
  geo: GeoHealth | null;
  /** Requests since the start with a credential that did not identify a user, by cause. */
  unidentified: Readonly<Record<string, number>>;
  retention: RetentionHealth;
}

/** State that only the recording side knows, for the panel. */
export interface HostStatus {
  /** Users may be identified by a cookie: through `resolveUser` or `jwt.from`. */
  readonly hasSession: boolean;
  health(): RecordingHealth;
  routes(): readonly RegisteredRoute[];
  /** Handlers that sign people in: `name` or `Controller.name`. */
  signIns(): readonly string[];
  /** Stores the records that wait in memory and on disk. */
  flush(): Promise<void>;
  /** Delays the closing of the store during shutdown until this work is finished. */
  finishBeforeClose(work: Promise<unknown>): void;
}
