import { answeredInTime } from '../../common/deadline.js';
import type { MaybeVerdict, ResolveUser, Verdict } from '../identity.js';
import { Refusal } from '../token/refusal.js';
import { userId } from './user-id.js';
import { errorText } from '../../common/error-text.js';

/** Never throws or rejects: an error, or no result within five seconds, is a {@link Refusal}. */
export function resolveByHost(resolve: ResolveUser, request: unknown): MaybeVerdict {
  try {
    const answer = resolve(request);
    return isThenable(answer) ? awaited(answer) : verdictOf(answer);
  } catch (error) {
    return failed(error);
  }
}

async function awaited(answer: PromiseLike<unknown>): Promise<Verdict> {
  try {
    return verdictOf(await answeredInTime(answer, 'resolveUser'));
  } catch (error) {
    return failed(error);
  }
}

function verdictOf(answer: unknown): Verdict {
  if (isNothing(answer)) return null;
  const plain = userId(answer);
  if (plain !== undefined) return { userId: plain, payload: {} };
  if (typeof answer !== 'object' || answer === null || !('id' in answer)) return unusable(answer);
  if (isNothing(answer.id)) return null;
  const id = userId(answer.id);
  if (id === undefined) return unusable(answer);
  const payload = (answer as { payload?: unknown }).payload;
  return {
    userId: id,
    payload: typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>) : {},
  };
}

/** Values of `request.user?.id`, `isSignedIn && id` and `session.user ?? ''` for an anonymous request. */
function isNothing(answer: unknown): boolean {
  return answer === undefined || answer === null || answer === false || answer === '';
}

function unusable(answer: unknown): Refusal {
  const keys = typeof answer === 'object' && answer !== null ? Object.keys(answer) : [];
  return new Refusal('unusableId', keys, 'resolveUser');
}

function failed(error: unknown): Refusal {
  return new Refusal('resolveUser', undefined, errorText(error));
}

function isThenable(answer: unknown): answer is PromiseLike<unknown> {
  return typeof (answer as { then?: unknown } | null | undefined)?.then === 'function';
}
