/** A piece of work did not end within its time; whether it took effect is not known. */
export class DeadlineExceededError extends Error {
  override readonly name = 'DeadlineExceededError';

  constructor(readonly milliseconds: number) {
    super(`no answer within ${milliseconds / 1_000} s`);
  }
}

/** Settles as `work` does, or rejects after `milliseconds`. The work goes on; its outcome is not used then. */
export function withDeadline<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  return untilLate(work, milliseconds, { late: () => Promise.reject(new DeadlineExceededError(milliseconds)) });
}

/** Whether `work` ends within `milliseconds`; rejects as `work` does. Keeps the process alive until then. */
export function settledWithin(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  return untilLate(
    work.then(() => true),
    milliseconds,
    { late: () => false, keepsProcess: true },
  );
}

/** How long an exchange waits for a function of the host. */
const HOST_MS = 5_000;

/** What a function of the host answers. @throws Error when it takes longer than five seconds */
export function answeredInTime<T>(answer: T | PromiseLike<T>, name: string): Promise<T> {
  return untilLate(Promise.resolve(answer), HOST_MS, {
    late: () => Promise.reject(new Error(`${name} took longer than ${HOST_MS / 1_000} s`)),
  });
}

function untilLate<T>(
  work: Promise<T>,
  milliseconds: number,
  { late, keepsProcess = false }: { late: () => T | Promise<T>; keepsProcess?: boolean },
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => resolve(late()), milliseconds);
    if (!keepsProcess) timer.unref();
    const ended =
      <A>(settle: (value: A) => void) =>
      (value: A) => {
        clearTimeout(timer);
        settle(value);
      };
    work.then(ended(resolve), ended(reject));
  });
}
