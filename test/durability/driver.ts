import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { ActivityTrackerStats } from 'nestjs-activity-tracker';
import type { HostSettings } from './fixtures/host.js';

/** Milliseconds that a start, an end or an answer may take before the driver says what it waited for. */
const PATIENCE = 60_000;

export class Host {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
    private readonly said: () => string,
  ) {}

  /** @param heap megabytes of JavaScript objects that it may have; default: as Node does */
  static async start(entry: string, settings: HostSettings, heap?: number): Promise<Host> {
    const child = fork(entry, [JSON.stringify(settings)], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: heap === undefined ? [] : [`--max-old-space-size=${heap}`],
    });
    let said = '';
    child.stderr!.on('data', (chunk: Buffer) => void (said += chunk.toString()));
    const ended = once(child, 'exit').then(() => {
      throw new Error(`the host ended while it started: ${said}`);
    });
    const [message] = (await within(Promise.race([once(child, 'message'), ended]), 'the host listens')) as [
      { port: number },
    ];
    ended.catch(() => {});
    return new Host(child, message.port, () => said);
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  async end(signal: NodeJS.Signals): Promise<string> {
    const exit = once(this.child, 'exit');
    this.child.kill(signal);
    await within(exit, `the host ends by ${signal}`);
    return this.said();
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.child.kill(signal);
  }

  /** Resolves once the process has ended by itself: by `process.exit()`, or an error that it does not catch. */
  async endItself(how: 'exit' | 'throw' | 'abort' | 'leak'): Promise<void> {
    const exit = once(this.child, 'exit');
    this.child.send(how);
    await within(exit, `the host ends by ${how}`);
  }

  async stats(): Promise<ActivityTrackerStats> {
    const message = once(this.child, 'message');
    this.child.send('stats');
    return ((await within(message, 'the host says its stats')) as [ActivityTrackerStats])[0];
  }
}

const KINDS = ['create', 'file', 'declared'] as const;

export interface CompletedCall {
  readonly id: string;
  readonly user: string;
  readonly path: string;
  readonly response: unknown;
}

/** The driver's own account of what was answered. */
export class Account {
  readonly completed = new Map<string, CompletedCall>();
  calls = 0;

  /** @param textLength characters in each body; default: 0 to 699 */
  constructor(private readonly textLength?: number) {}

  /** Calls until the host ends, or so many times. @param pause milliseconds between two calls of one client */
  async load(host: Host, { clients = 8, calls = Infinity, pause = 0 } = {}): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: clients });
    let left = calls;
    const client = async (): Promise<void> => {
      while (left-- > 0) {
        if (!(await this.call(host, agent, this.calls++))) return;
        if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
      }
    };
    // Its connections end with the host: a client that closes them would abort responses that it has whole already.
    await Promise.all(Array.from({ length: clients }, client));
  }

  private async call(host: Host, agent: Agent, number: number): Promise<boolean> {
    const kind = KINDS[number % 8 === 7 ? 2 : number % 8 === 6 ? 1 : 0];
    const id = String(number);
    const user = `user-${number % 5}`;
    const path = kind === 'create' ? `/items/${id}` : `/items/${kind}/${id}`;
    const body =
      kind === 'create' ? JSON.stringify({ number, text: 't'.repeat(this.textLength ?? number % 700) }) : undefined;
    try {
      const text = await within(exchange(host, agent, { path, body, user }), `call ${id} is answered`);
      this.completed.set(path, { id, user, path, response: JSON.parse(text) });
      return true;
    } catch (error) {
      if (error instanceof LateError) throw error;
      return false;
    }
  }
}

function exchange(
  { port }: Host,
  agent: Agent,
  { path, body, user }: { path: string; body: string | undefined; user: string },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'x-user': user, ...(body !== undefined && { 'content-type': 'application/json' }) };
    const call = request({
      port,
      host: '127.0.0.1',
      agent,
      path,
      method: body === undefined ? 'GET' : 'POST',
      headers,
    });
    call.on('error', reject);
    call.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        // As a client does that counts: the rest of the connection tells it nothing more.
        if (text.length === Number(response.headers['content-length'])) resolve(text);
      });
      response.on('end', () => (response.complete ? resolve(text) : reject(new Error('cut'))));
      response.on('error', reject);
    });
    call.end(body);
  });
}

class LateError extends Error {}

export async function within<T>(awaited: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LateError(`not after ${PATIENCE} ms: ${what}`)), PATIENCE);
  });
  return Promise.race([awaited, late]).finally(() => clearTimeout(timer));
}
