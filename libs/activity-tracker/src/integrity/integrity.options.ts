import { IsBoolean, IsOptional } from 'class-validator';
import type { AnchorTarget } from './checkpoints/anchor-sink.js';
import { IsAnchor } from './is-anchor.js';
import { IsIntegrityKey } from './is-integrity-key.js';

/** Where checkpoints of the chain are kept. @publicApi */
export interface AnchorOptions {
  /** Time between two checkpoints: a number with `s`, `m` or `h`, from `10s` to `24h`. Default: `5m`. */
  every?: string;
  /** Paths of files outside the database, and functions of a checkpoint, which may be async. One at least. */
  to: AnchorTarget | readonly AnchorTarget[];
}

/** Evidence that stored records are as they were recorded. @publicApi */
export class IntegrityOptions {
  /**
   * Chains the records of each process: each holds a hash of itself that covers the hash of the one before it, in the field `chain`,
   * so that `npx activity-tracker verify` finds records that were changed, inserted, removed or reordered. About 115 bytes and 3 to 5 µs a record.
   * @default false
   */
  @IsBoolean({ message: 'must be true or false' })
  chain: boolean = false;

  /**
   * Secret for the hashes (HMAC-SHA-256) and for the signatures of checkpoints: without it they cannot be forged. Give the same to
   * every process and to `verify`, and keep it outside the database. Without it, hashes are plain SHA-256, which whoever
   * may write to the database can compute again: only checkpoints then prove anything. Never logged.
   */
  @IsOptional()
  @IsIntegrityKey({ message: 'must be a text or a Buffer of 16 bytes or more' })
  key?: string | Buffer;

  /**
   * Keeps checkpoints outside the database: `{ every: '5m', to: ['/var/lib/my-app/anchors.ndjson', (checkpoint) => …] }`. Each proves
   * which records existed, so that a removed tail is found. Files are appended to, one line of JSON a checkpoint; a function
   * gets the checkpoint, and has 30 seconds. A failure is counted, logged once, and tried again at the next checkpoint.
   */
  @IsOptional()
  @IsAnchor({
    message: "must be { every?: '5m', to: a path, a function, or a list of them }, with every from '10s' to '24h'",
  })
  anchor?: AnchorOptions;
}
