const tasks = new Set<() => void>();
let isListening = false;

/**
 * Tasks for the end of the process by `process.exit()` or an uncaught error; they cannot wait for anything. One listener serves all, so
 * that Node warns of no leak.
 */
export const atExit = {
  add(task: () => void): void {
    tasks.add(task);
    if (isListening) return;
    isListening = true;
    process.on('exit', () => {
      for (const each of tasks) each();
    });
  },
  delete(task: () => void): void {
    tasks.delete(task);
  },
};
