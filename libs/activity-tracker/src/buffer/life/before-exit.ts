const tasks = new Set<() => void>();
let isListening = false;

/** For when nothing keeps the process alive. One listener serves all, so that Node warns of no leak. */
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
