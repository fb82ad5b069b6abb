import { fork } from 'node:child_process';
import { once } from 'node:events';
import { SERVER_COMMAND } from './cpus.mjs';
import { BENCH } from './prepare.mjs';

const PATIENCE_MS = 60_000;

/** @type {Set<Server>} */
const running = new Set();

export class Server {
  /** @type {Map<number, (message: { answer?: any, error?: string }) => void>} */
  #asked = new Map();
  #ids = 0;
  port = 0;

  /** @param {import('node:child_process').ChildProcess} child */
  constructor(child) {
    this.child = child;
    running.add(this);
    child.once('exit', () => {
      running.delete(this);
      for (const settle of this.#asked.values()) settle({ error: 'the server ended' });
    });
    child.on('message', (/** @type {any} */ message) => {
      if (message.port) this.port = message.port;
      this.#asked.get(message.id)?.(message);
    });
  }

  /**
   * @param {{ platform: string, mode: string } & Record<string, string | number>} setting
   * @param {NodeJS.ProcessEnv} [env]
   */
  static async start(setting, env = {}) {
    const child = fork(`${BENCH}dist/main.js`, [JSON.stringify(setting)], {
      ...SERVER_COMMAND,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, NODE_ENV: 'production', ...env },
    });
    const server = new Server(child);
    let complaint = '';
    child.stderr?.on('data', (data) => (complaint = `${complaint}${data}`.slice(-2_000)));
    const ended = once(child, 'exit').then(() => {
      throw new Error(`${setting.mode} did not start:\n${complaint}`);
    });
    await Promise.race([once(child, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) }), ended]);
    ended.catch(() => {});
    return server;
  }

  /** @param {string} what @returns {Promise<any>} */
  ask(what) {
    const id = ++this.#ids;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => settle({ error: `no answer to ${what}` }), PATIENCE_MS);
      /** @param {{ answer?: any, error?: string }} message */
      const settle = ({ answer, error }) => {
        clearTimeout(timer);
        this.#asked.delete(id);
        if (error === undefined) resolve(answer);
        else reject(new Error(error));
      };
      this.#asked.set(id, settle);
      this.child.send({ id, ask: what });
    });
  }

  async stop() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }
}

export async function stopServers() {
  await Promise.all([...running].map((server) => server.stop()));
}
