/** The work did not finish in time; whether it took effect is unknown. */
export class DeadlineExceededError extends Error {
  override readonly name = 'DeadlineExceededError';

  constructor(readonly milliseconds: number) {
    super(`no answer within ${milliseconds / 1_000} s`);
  }
}

/** Rejects after `milliseconds`; the work continues, but its result is ignored. */
export function withDeadline<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  return untilLate(work, milliseconds, { late: () => Promise.reject(new DeadlineExceededError(milliseconds)) });
}

/** Resolves to false after `milliseconds`; rejects if `work` rejects. Keeps the process alive until then. */
export function settledWithin(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  return untilLate(
    work.then(() => true),
    milliseconds,
    { late: () => false, keepsProcess: true },
  );
}

const HOST_MS = 5_000;

/** @throws Error if a function of the application takes longer than five seconds */
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
      <A>(finish: (value: A) => void) =>
      (value: A) => {
        clearTimeout(timer);
        finish(value);
      };
    work.then(ended(resolve), ended(reject));
  });
}
