import type { Identity, ResolveUser } from './identity.js';
import { userId } from './user-id.js';

/** Milliseconds a host's `resolveUser` may take. */
const DEADLINE_MS = 5_000;

/**
 * Asks the host's `resolveUser`. One that throws, rejects, answers nonsense or takes longer than five seconds has
 * answered "nobody"; `failed` hears of it.
 */
export async function askHost(
  resolve: ResolveUser,
  request: unknown,
  failed: (error: unknown) => void,
): Promise<Identity | null> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`resolveUser took longer than ${DEADLINE_MS / 1000} s`)),
        DEADLINE_MS,
      ).unref();
    });
    return asIdentity(await Promise.race([resolve(request), deadline]));
  } catch (error) {
    failed(error);
    return null;
  } finally {
    clearTimeout(timer);
  }
}

function asIdentity(answer: unknown): Identity | null {
  const plain = userId(answer);
  if (plain !== undefined) return { userId: plain, payload: {} };
  if (typeof answer !== 'object' || answer === null || !('id' in answer)) return null;
  const id = userId(answer.id);
  if (id === undefined) return null;
  const payload = (answer as { payload?: unknown }).payload;
  return {
    userId: id,
    payload: typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>) : {},
  };
}
