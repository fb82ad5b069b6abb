const tasks = new Set<() => void>();
let isListening = false;

/** For `process.exit()` and uncaught errors; tasks cannot wait. One listener serves all, so that Node warns of no leak. */
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
