// Called by start.mjs.
import { once } from 'node:events';
import { createServer } from 'node:net';
import { parseArgs } from 'node:util';

/**
 * A sample application.
 * @typedef {object} Profile
 * @property {string} app its folder in `apps`, and in `dist/apps` once it is built
 * @property {string[]} platforms on which it runs; the first is the default
 */

/** @type {Record<string, Profile>} */
const PROFILES = {
  tokens: { app: 'sample', platforms: ['express', 'fastify'] },
  sessions: { app: 'sample-sessions', platforms: ['fastify'] },
};

/**
 * What `npm start` reads from the environment, and from its own arguments.
 * @param {NodeJS.ProcessEnv} env
 * @param {string[]} args such as `--profile sessions`
 * @returns {{ port: number, platform: string, app: string }}
 * @throws {Error} that names the variable or argument, its value and the remedy
 */
export function readSettings({ PORT = '3000', PLATFORM }, args = []) {
  const port = /^\d{1,5}$/.test(PORT) ? Number(PORT) : Number.NaN;
  if (!(port <= 65_535))
    throw new Error(`PORT is ${JSON.stringify(PORT)}; it must be a whole number from 0 (a free port) to 65535`);
  const name = profileName(args);
  const profile = PROFILES[name];
  if (!profile || !Object.hasOwn(PROFILES, name))
    throw new Error(`--profile is ${JSON.stringify(name)}; it must be ${Object.keys(PROFILES).join(' or ')}`);
  const { app, platforms } = profile;
  const [platform = ''] = PLATFORM === undefined ? platforms : [PLATFORM];
  if (!platforms.includes(platform))
    throw new Error(
      `PLATFORM is ${JSON.stringify(platform)}; with the profile ${name} it must be ${platforms.join(' or ')}. Leave it out for ${platforms[0]}.`,
    );
  return { port, platform, app };
}

/** @param {string[]} args */
function profileName(args) {
  try {
    const { values } = parseArgs({ args, options: { profile: { type: 'string', default: 'tokens' } } });
    return values.profile;
  } catch (error) {
    throw new Error(
      `${/** @type {Error} */ (error).message}\nUsage: npm start, or npm start -- --profile ${Object.keys(PROFILES).join('|')}`,
      { cause: error },
    );
  }
}

/** Before anything is downloaded or built. @param {number} port 0 is always free @throws {Error} naming the remedy */
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
