import type { ActivityStore } from '../../storage/port/activity-store.js';
import { StoreMisconfiguredError, StoreUnavailableError } from '../../storage/port/store-errors.js';
import { settledWithin } from '../../common/deadline.js';
import type { StoreOpening } from './store-opening.js';
import { errorText } from '../../common/error-text.js';

/** Which first answer of the store fails the boot. */
export type RefuseBoot = 'misconfigured' | 'unreachable';

const DEADLINE_MS = 5_000;

/**
 * Waits at most 5 seconds; closes the store when it refuses.
 * @throws StoreMisconfiguredError when the store cannot be used as it is set up
 * @throws StoreUnavailableError under `unreachable`, when the store fails or gives no answer in time
 */
export async function assertStoreAnswers(
  store: Pick<ActivityStore, 'close'>,
  opening: Pick<StoreOpening, 'open'>,
  refuse: RefuseBoot,
): Promise<void> {
  const refusal = await firstRefusal(opening);
  if (!refusal || (refuse === 'misconfigured' && !(refusal instanceof StoreMisconfiguredError))) return;
  await store.close().catch(() => undefined);
  throw namingTheOption(refusal, refuse);
}

/** States why the failing store ends the boot, and how to start without it. Keeps the class of the error. */
function namingTheOption(refusal: Error, refuse: RefuseBoot): Error {
  const message =
    `${refusal.message.replace(/[.\s]+$/, '')}. storage.refuseBoot is '${refuse}', so the application does not start. ` +
    'Correct the store or the option mongo, or leave storage.refuseBoot out.';
  if (refusal instanceof StoreMisconfiguredError) return new StoreMisconfiguredError(message, { cause: refusal.cause });
  if (refusal instanceof StoreUnavailableError) return new StoreUnavailableError(message, { cause: refusal.cause });
  return new Error(message, { cause: refusal });
}

async function firstRefusal(opening: Pick<StoreOpening, 'open'>): Promise<Error | undefined> {
  try {
    if (await settledWithin(opening.open(), DEADLINE_MS)) return undefined;
    return new StoreUnavailableError(`The activity store gave no answer within ${DEADLINE_MS / 1_000} s`);
  } catch (error) {
    return error instanceof Error ? error : new Error(errorText(error));
  }
}
