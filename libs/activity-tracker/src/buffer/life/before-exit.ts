const tasks = new Set<() => void>();
let isListening = false;

/** Tasks for when nothing keeps the process alive any more. One listener serves all, so that Node warns of no leak. */
export const beforeExit = {
  add(task: () => void): void {
    tasks.add(task);
    if (isListening) return;
    isListening = true;
    process.on('beforeExit', () => {
      for (const each of tasks) each();
    });
  },
  delete(task: () => void): void {
    tasks.delete(task);
  },
};
