// Called by start.mjs and test.mjs.
const EVERY_MS = 500;

/** The shell between passes no signal on, so a `kill` of npm would leave the script behind. @param {() => void} act */
export function onNpmGone(act) {
  if (!process.env.npm_lifecycle_event || process.platform === 'win32') return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    act();
  }, EVERY_MS);
  watch.unref();
}
