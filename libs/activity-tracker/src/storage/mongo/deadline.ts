/** A piece of work did not end within its time; whether it took effect is not known. */
export class DeadlineExceededError extends Error {
  override readonly name = 'DeadlineExceededError';

  constructor(readonly milliseconds: number) {
    super(`no answer within ${milliseconds / 1_000} s`);
  }
}

/** Settles as `work` does, but no later than after `milliseconds`. The work itself goes on, unheard. */
export function withDeadline<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(new DeadlineExceededError(milliseconds)), milliseconds);
    timer.unref();
    const ended =
      <A>(settle: (value: A) => void) =>
      (value: A) => {
        clearTimeout(timer);
        settle(value);
      };
    work.then(ended(resolve), ended(reject));
  });
}
