import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import v8 from 'node:v8';
import vm from 'node:vm';
import type { Delivery } from './delivery.js';

/** Milliseconds between two looks at the event loop; what is measured includes them. */
const LOOK_EVERY_MS = 1;
const SAMPLE_EVERY_MICROSECONDS = 200;
/** What this process holds open, on Linux (there a link to `/proc/self/fd`) and macOS. */
const DESCRIPTORS = '/dev/fd';
/** Linux tells here how many nanoseconds a thread ran; the main thread has the id of its process. */
const MAIN_THREAD = `/proc/self/task/${process.pid}/schedstat`;

interface PendingWork {
  settle(): Promise<unknown>;
  facts(): Record<string, number>;
  prepareDelivery(): Promise<Delivery>;
}

export class Gauges {
  private readonly delay = monitorEventLoopDelay({ resolution: LOOK_EVERY_MS });
  private session: Session | undefined;
  private delivery: Delivery | undefined;

  constructor(private readonly pending: PendingWork) {}

  async answer(ask: string): Promise<unknown> {
    const [what, seconds] = ask.split(' ');
    switch (what) {
      case 'usage': {
        // A server learns that a response has ended a little later than its client.
        await wait(20);
        await this.pending.settle();
        const { user, system } = process.cpuUsage();
        return { cpu: user + system, mainThread: mainThreadMicroseconds(), facts: this.pending.facts() };
      }
      case 'memory':
        return { ...this.memory(), descriptors: readdirSync(DESCRIPTORS).length, facts: this.pending.facts() };
      case 'delay:start':
        this.delay.reset();
        this.delay.enable();
        return undefined;
      case 'delay:stop':
        this.delay.disable();
        return { p99: Math.max(0, this.delay.percentile(99) / 1e6 - LOOK_EVERY_MS), max: this.delay.max / 1e6 };
      case 'profile:start':
        return this.startProfile();
      case 'profile:stop':
        return this.stopProfile();
      case 'delivery:prepare':
        this.delivery = await this.pending.prepareDelivery();
        return undefined;
      case 'delivery:raw':
        return this.delivery!.raw(Number(seconds));
      case 'delivery:ours':
        return this.delivery!.ours(Number(seconds));
      default:
        throw new Error(`unknown question: ${ask}`);
    }
  }

  private memory(): { heap: number; external: number; rss: number } {
    v8.setFlagsFromString('--expose-gc');
    (vm.runInNewContext('gc') as () => void)();
    const { heapUsed, external, rss } = process.memoryUsage();
    return { heap: heapUsed, external, rss };
  }

  private async startProfile(): Promise<void> {
    this.session = new Session();
    this.session.connect();
    await this.session.post('Profiler.enable');
    await this.session.post('Profiler.setSamplingInterval', { interval: SAMPLE_EVERY_MICROSECONDS });
    await this.session.post('Profiler.start');
  }

  private async stopProfile(): Promise<unknown> {
    const { profile } = await this.session!.post('Profiler.stop');
    this.session!.disconnect();
    return profile;
  }
}

function mainThreadMicroseconds(): number | undefined {
  return existsSync(MAIN_THREAD) ? Number(readFileSync(MAIN_THREAD, 'utf8').split(' ')[0]) / 1_000 : undefined;
}
