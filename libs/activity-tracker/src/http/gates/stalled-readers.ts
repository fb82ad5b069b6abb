import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { HostLog } from '../../common/host-log.js';
import { Watchdog } from '../../storage/watchdog.js';

const SECONDS = 60;

/** Readers that take nothing of a file or a stream of events: they would keep its slot as long as they like. */
@Injectable()
export class StalledReaders {
  private readonly logger = new HostLog();
  private readonly watchdog = new Watchdog(SECONDS);

  /** Number of readers whose connection was closed. */
  get count(): number {
    return this.watchdog.expired;
  }

  /** @param cut called when nothing moved for a minute @returns ends the watch */
  watch(stream: Readable, cut: () => void): () => void {
    const { beat, end } = this.watchdog.watch(() => {
      if (this.count === 1)
        this.logger.warn(
          `A reader of the log took nothing of an export or a live tail for ${SECONDS} s; its connection was closed, so that others ` +
            'get its slot. Further ones are counted in health as readers.stalled (logged once).',
        );
      cut();
    });
    // Not by "data", whose first listener makes the stream flow. A pipe pauses a stream whose reader is slow, and resumes it.
    const { push } = stream;
    stream.push = (...chunk) => {
      beat();
      return push.apply(stream, chunk);
    };
    stream.on('resume', beat);
    return end;
  }
}
