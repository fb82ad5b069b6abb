import { once } from 'node:events';
import { createServer } from 'node:net';

const PLATFORMS = ['express', 'fastify'];

/**
 * What `npm start` reads from the environment.
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ port: number, platform: string }}
 * @throws {Error} that names the variable, its value and the remedy
 */
export function readSettings({ PORT = '3000', PLATFORM = 'express' }) {
  const port = /^\d{1,5}$/.test(PORT) ? Number(PORT) : Number.NaN;
  if (!(port <= 65_535))
    throw new Error(`PORT is ${JSON.stringify(PORT)}; it must be a whole number from 0 (a free port) to 65535`);
  if (!PLATFORMS.includes(PLATFORM))
    throw new Error(`PLATFORM is ${JSON.stringify(PLATFORM)}; it must be ${PLATFORMS.join(' or ')}`);
  return { port, platform: PLATFORM };
}

/**
 * Asked before anything is downloaded or built.
 * @param {number} port 0 is always free
 * @throws {Error} that says how to take another one
 */
export async function assertFree(port) {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
    const reason = code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used: ${message}`;
    throw new Error(
      `PORT ${port} ${reason}. Take another one, as in PORT=${port + 1} npm start, or any free one: PORT=0 npm start`,
      {
        cause: error,
      },
    );
  }
  server.close();
  await once(server, 'close');
}
