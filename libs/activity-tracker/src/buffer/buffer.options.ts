import { IsIn, IsInt, IsNumber, Max, Min } from 'class-validator';

/**
 * How records wait for the store.
 * @publicApi
 */
export class BufferOptions {
  /**
   * Flush once this many records are queued; it goes out within ten milliseconds, with what comes meanwhile. A quarter of `maxBytes`
   * begins a flush too. Seed: `DRF_ACTIVITY_TRACKER_QUEUE_MAX_SIZE`.
   * @default 50
   */
  @IsInt({ message: 'must be a whole number from 1 to 100,000' })
  @Min(1, { message: 'must be a whole number from 1 to 100,000' })
  @Max(100_000, { message: 'must be a whole number from 1 to 100,000' })
  maxSize: number = 50;

  /**
   * Seconds after which whatever waits is flushed. Seed: `DRF_ACTIVITY_TRACKER_INTERVAL`.
   * @default 10
   */
  @IsNumber({ allowNaN: false, allowInfinity: false }, { message: 'must be a number of seconds from 0.05 to 86,400' })
  @Min(0.05, { message: 'must be a number of seconds from 0.05 to 86,400' })
  @Max(86_400, { message: 'must be a number of seconds from 0.05 to 86,400' })
  interval: number = 10;

  /**
   * Approximate bytes of records that may wait. Beyond, the user with the most waiting bytes loses first bodies, marked
   * `omitted: 'pressure'`, then records, which are counted. All anonymous clients together are one user, within which the
   * client with the most waiting bytes loses.
   * @default 67108864
   */
  @IsInt({ message: 'must be a whole number of bytes, 65,536 or more' })
  @Min(65_536, { message: 'must be a whole number of bytes, 65,536 or more' })
  maxBytes: number = 64 * 1024 * 1024;

  /**
   * Seconds that the tracker's steps of a shutdown may take together: storing what waits, handing statistics over,
   * closing the connection. What is not stored by then is lost, counted and logged. Time that open requests of the host
   * take does not count.
   * @default 5
   */
  @IsNumber({ allowNaN: false, allowInfinity: false }, { message: 'must be a number of seconds from 0 to 3,600' })
  @Min(0, { message: 'must be a number of seconds from 0 to 3,600' })
  @Max(3_600, { message: 'must be a number of seconds from 0 to 3,600' })
  shutdownTimeout: number = 5;

  /**
   * What outlives what: `memory` keeps waiting records in memory only.
   * @default 'memory'
   */
  @IsIn(['memory'], { message: "must be 'memory'" })
  durability = 'memory' as const;
}
