import { ofUser } from '../../http/access/same-user.js';
import type { ActivityStore } from '../../storage/port/activity-store.js';
import { outsideHolds } from '../../storage/port/legal-holds.js';
import { Pace } from '../../storage/pace.js';
import { readInBatches } from '../stream-records.js';
import { type ErasureSubject, ofOthers } from './erasure-subject.js';
import type { Mentions } from './person/mentions.js';

const MAX_COUNT = 1_000_000_000;

/** Counts records that stay because of a hold on another person, who acted in them or is mentioned. */
export async function countHeld(
  store: ActivityStore,
  subject: ErasureSubject,
  mentions: Mentions,
  signal?: AbortSignal,
): Promise<number> {
  const { userId, holds } = subject;
  if (holds.length === 0) return 0;
  let held = await countOwnHeld(store, subject);
  const filter = { $and: [ofOthers(userId), { $nor: [outsideHolds(holds)] }] };
  const pace = new Pace();
  for await (const record of readInBatches(store, filter, { signal })) if (await mentions.isIn(record, pace)) held++;
  return held;
}

export async function countOwnHeld(store: ActivityStore, { userId, holds }: ErasureSubject): Promise<number> {
  if (holds.length === 0) return 0;
  const filter = { $and: [ofUser(userId), { $nor: [outsideHolds(holds)] }] };
  return store.count(filter, MAX_COUNT);
}
