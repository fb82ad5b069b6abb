import type { RegisteredRoute } from './statistics/routes.service.js';

/** Injection token of the {@link HostStatus}. */
export const HOST_STATUS = Symbol.for('nestjs-activity-tracker:HostStatus');

/** How the writing side is doing. */
export interface BufferHealth {
  waiting: number;
  waiting_bytes: number;
  max_bytes: number;
  accepted: number;
  stored: number;
  duplicates: number;
  rejected: number;
  /** Records whose bodies gave way because the buffer was full. */
  shed: number;
  retries: number;
  /** Attempts that the store refused because of how it or the tracker is set up. */
  misconfigured: number;
  dropped: Record<string, number>;
  failed: number;
  store_away: boolean;
  /** Why records cannot be stored; `null` if they can. `reason` names the remedy where one is known. */
  down: { cause: 'unreachable' | 'misconfigured'; reason: string; since: Date } | null;
}

/** State of the file that countries come from. */
export interface GeoHealth {
  readable: boolean;
  /** When it was built; `null` if the file does not state that. */
  built: Date | null;
  /** Built more than a year ago. */
  old: boolean;
  /** Credit that its license asks for; `null` if none. */
  credit: { text: string; url: string } | null;
}

/** What the panel shows and only the writing side knows. */
export interface HostStatus {
  /** Users may be known by a cookie: by the host's `resolveUser` or `jwt.from`. */
  readonly hasSession: boolean;
  buffer(): BufferHealth;
  /** Requests with a credential that did not identify a user, by cause, since the app started. */
  unidentified(): Readonly<Record<string, number>>;
  /** `null` where countries are turned off. */
  geo(): GeoHealth | null;
  /** Every route of the application that may be recorded. */
  routes(): readonly RegisteredRoute[];
  /** Stores what waits. */
  flush(): Promise<void>;
  /** Has a shutdown wait for this work before the store is closed. */
  finishBeforeClose(work: Promise<unknown>): void;
}
