import { pinLoad } from './cpus.mjs';
import { prepare, say } from './prepare.mjs';
import { stopServers } from './server.mjs';
import { startSink } from './sink.mjs';
import { startStore } from './store.mjs';

/** Longest that a benchmark may take where it does not say; then it ends by itself. */
const LONGEST_MINUTES = 60;

/**
 * Ends all of it afterwards, on Ctrl-C, on an error, and when it takes too long.
 * @param {(surroundings: { uri: string, version: string, env: NodeJS.ProcessEnv }) => Promise<void>} work
 * @param {number} [longestMinutes]
 */
export async function inSession(work, longestMinutes = LONGEST_MINUTES) {
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
    say(`Stopped: it takes longer than ${longestMinutes} minutes. Choose fewer modes, rounds or seconds.`);
    void end(1);
  }, longestMinutes * 60_000).unref();
  try {
    await work({ uri: store.uri, version: store.version, env: { APITALLY_HUB_BASE_URL: sink.url } });
    await end(0);
  } catch (error) {
    if (!ending) say(String(/** @type {Error} */ (error).stack));
    await end(1);
  }
}
