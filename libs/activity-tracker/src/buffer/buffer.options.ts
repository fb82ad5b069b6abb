import { IsBoolean, IsIn, IsNotEmpty, IsNumber, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { IsWholeNumber } from '../common/option-rules/is-whole-number.js';
import { IsSyncInterval } from '../common/option-rules/is-sync-interval.js';

/** How records wait for the store. @publicApi */
export class BufferOptions {
  /**
   * Number of queued records that starts a flush, within ten milliseconds and with those that arrive meanwhile. A quarter of `maxBytes`
   * begins a flush too. Seed: `DRF_ACTIVITY_TRACKER_QUEUE_MAX_SIZE`.
   * @default 50
   */
  @IsWholeNumber({ from: 1, to: 100_000, message: 'must be a whole number from 1 to 100,000' })
  maxSize: number = 50;

  /** Seconds between flushes of queued records. Seed: `DRF_ACTIVITY_TRACKER_INTERVAL`. @default 10 */
  @IsNumber({ allowNaN: false, allowInfinity: false }, { message: 'must be a number of seconds from 0.05 to 86,400' })
  @Min(0.05, { message: 'must be a number of seconds from 0.05 to 86,400' })
  @Max(86_400, { message: 'must be a number of seconds from 0.05 to 86,400' })
  interval: number = 10;

  /**
   * Approximate maximum bytes of queued records. Beyond, the user with the most waiting bytes loses first bodies, marked
   * `omitted: 'pressure'`, then records, which are counted. All anonymous clients together are one user, within which the
   * client with the most waiting bytes loses.
   * @default 67108864
   */
  @IsWholeNumber({ from: 65_536, message: 'must be a whole number of bytes, 65,536 or more' })
  maxBytes: number = 64 * 1024 * 1024;

  /**
   * Seconds that the tracker's steps of a shutdown may take together: storing what waits, handing statistics over,
   * closing the connection. Records that are not stored by then are lost, counted and logged. Time that open requests of the host
   * take does not count.
   * @default 5
   */
  @IsNumber({ allowNaN: false, allowInfinity: false }, { message: 'must be a number of seconds from 0 to 3,600' })
  @Min(0, { message: 'must be a number of seconds from 0 to 3,600' })
  @Max(3_600, { message: 'must be a number of seconds from 0 to 3,600' })
  shutdownTimeout: number = 5;

  /**
   * Where records wait for the store. `memory`: in memory only. `spill`: on disk too as soon as memory is full or the application
   * stops. `journal`: on disk before the last byte of the response leaves, so that a process that is killed loses none. `spill` and
   * `journal` need `spoolDirectory`; with a directory and without this option it is `journal`.
   * @default 'memory'
   */
  @IsIn(['memory', 'spill', 'journal'], { message: "must be 'memory', 'spill' or 'journal'" })
  durability: 'memory' | 'spill' | 'journal' = 'memory';

  /**
   * Directory for the files of `spill` and `journal`; created if it is missing. No other user may write to it. Processes may share
   * it: each makes a separate folder, and takes over those of processes that have ended.
   */
  @IsOptional()
  @IsString({ message: 'must be the path of a directory' })
  @IsNotEmpty({ message: 'must be the path of a directory' })
  spoolDirectory?: string;

  /**
   * Bytes that the files of this process may take in `spoolDirectory`, also those that it took over. Default: 1 GiB, or a tenth of
   * the free space if that is less.
   */
  @IsOptional()
  @IsWholeNumber({ from: 1_048_576, message: 'must be a whole number of bytes, 1,048,576 or more' })
  maxSpoolBytes?: number;

  /**
   * What happens when `maxSpoolBytes` is reached. `drop-newest`: new records are kept in memory only, and dropped
   * when that is full too. `drop-oldest`: the oldest file is deleted for them. `reject`: as `drop-newest`, and handlers with
   * `@MustBeRecorded()` are not called meanwhile, also while the disk fails: their requests are answered with 503.
   * @default 'drop-newest'
   */
  @IsIn(['drop-newest', 'drop-oldest', 'reject'], { message: "must be 'drop-newest', 'drop-oldest' or 'reject'" })
  whenSpoolIsFull: 'drop-newest' | 'drop-oldest' | 'reject' = 'drop-newest';

  /**
   * Seconds after which written records are made to outlive a power failure (`fdatasync`), all of them at once; `'always'`: each before
   * its response ends. A process that is killed loses nothing either way.
   * @default 0.5
   */
  @IsSyncInterval({ message: "must be a number of seconds from 0.01 to 60, or 'always'" })
  syncInterval: number | 'always' = 0.5;

  /**
   * Numbers the records: each carries `instance`, the id of the process's life, and `seq`, its number in it without holes. Records
   * `activity.started` and `activity.stopped` frame each life, and a gap record names the numbers that are missing, so that
   * `npx activity-tracker verify` tells whether the log is whole. About 31 bytes a record.
   * @default true
   */
  @IsBoolean({ message: 'must be true or false' })
  sequence: boolean = true;

  /** Name of this process in `activity.started` and `activity.stopped`, such as `os.hostname()` or the name of the pod. Default: none. */
  @IsOptional()
  @IsString({ message: 'must be a text of 1 to 200 characters' })
  @IsNotEmpty({ message: 'must be a text of 1 to 200 characters' })
  @MaxLength(200, { message: 'must be a text of 1 to 200 characters' })
  instanceName?: string;
}
