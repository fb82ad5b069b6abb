export interface EndTasks {
  add(task: () => void): void;
  delete(task: () => void): void;
}

/** One listener serves all tasks, so that Node warns of no leak. */
function tasksOn(event: 'beforeExit' | 'exit'): EndTasks {
  const tasks = new Set<() => void>();
  let isListening = false;
  return {
    add(task) {
      tasks.add(task);
      if (isListening) return;
      isListening = true;
      process.on(event, () => {
        for (const each of tasks) each();
      });
    },
    delete: (task) => void tasks.delete(task),
  };
}

/** For `process.exit()` and uncaught errors; tasks cannot wait. */
export const atExit = tasksOn('exit');
/** For when nothing keeps the process alive. */
export const beforeExit = tasksOn('beforeExit');
