import { setImmediate } from 'node:timers';

/** Longest uninterrupted work over stored records. Milliseconds. */
export const SLICE_MS = 5;
/** Most bytes decoded or written without interruption. */
export const SLICE_BYTES = 262_144;

const waiting: (() => void)[] = [];

/** Each turn resumes one caller, so that many readers together block the event loop no longer than one. */
export function yieldToLoop(): Promise<void> {
  return new Promise((resolve) => {
    if (waiting.push(resolve) === 1) setImmediate(resumeOne);
  });
}

function resumeOne(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(resumeOne);
}

/** Splits a loop over stored records into slices of 5 ms or 256 kB, with a turn of the event loop in between. */
export class Pace {
  private begun: number;
  private bytes = 0;

  /** @param clock monotonic milliseconds */
  constructor(
    private readonly clock: () => number = () => performance.now(),
    private readonly yielding: () => Promise<void> = yieldToLoop,
  ) {
    this.begun = clock();
  }

  /** Await the result before continuing; `undefined` while the slice lasts. @param bytes decoded or written */
  spend(bytes = 0): Promise<void> | undefined {
    this.bytes += bytes;
    if (this.bytes < SLICE_BYTES && this.clock() - this.begun < SLICE_MS) return undefined;
    return this.rest();
  }

  async rest(): Promise<void> {
    await this.yielding();
    this.begun = this.clock();
    this.bytes = 0;
  }
}
