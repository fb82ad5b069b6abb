import { withinDeadline } from './host-deadline.js';
import type { Identity, ResolveUser } from './identity.js';
import { userId } from './user-id.js';

/**
 * Asks the host's `resolveUser`. One that throws, rejects, answers nonsense or takes longer than five seconds has
 * answered "nobody"; `failed` hears of it.
 */
export async function askHost(
  resolve: ResolveUser,
  request: unknown,
  failed: (error: unknown) => void,
): Promise<Identity | null> {
  try {
    return asIdentity(await withinDeadline(resolve(request), 'resolveUser'));
  } catch (error) {
    failed(error);
    return null;
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
