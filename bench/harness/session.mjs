import { pinLoad } from './cpus.mjs';
import { prepare, say } from './prepare.mjs';
import { stopServers } from './server.mjs';
import { startSink } from './sink.mjs';
import { startStore } from './store.mjs';

/** Longest that any benchmark may take; then it ends by itself. */
const LONGEST_MS = 60 * 60_000;

/**
 * Builds, starts what is needed, and ends all of it: afterwards, on Ctrl-C, on an error, and when it takes too long.
 * @param {(surroundings: { uri: string, version: string, env: NodeJS.ProcessEnv }) => Promise<void>} work
 */
export async function inSession(work) {
  prepare();
  pinLoad();
  const store = await startStore();
  const sink = await startSink();
  let ending = false;
  const end = async (/** @type {number} */ code) => {
    if (ending) return;
    ending = true;
    await stopServers();
    sink.stop();
    await store.stop();
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => void end(130));
  setTimeout(() => {
    say('Stopped: it takes longer than an hour. Choose fewer modes, rounds or seconds.');
    void end(1);
  }, LONGEST_MS).unref();
  try {
    await work({ uri: store.uri, version: store.version, env: { APITALLY_HUB_BASE_URL: sink.url } });
    await end(0);
  } catch (error) {
    if (!ending) say(String(/** @type {Error} */ (error).stack));
    await end(1);
  }
}
