/** Milliseconds that a function of the host may take: as long as it is waited for, nothing is flushed. */
const DEADLINE_MS = 5_000;

/** What a function of the host answers. @throws Error when it takes longer than five seconds */
export async function withinDeadline<T>(answer: T | PromiseLike<T>, name: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`${name} took longer than ${DEADLINE_MS / 1000} s`)), DEADLINE_MS);
      timer.unref();
    });
    return await Promise.race([answer, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
