import type { ActivityFilter, ActivityStore } from '../../storage/port/activity-store.js';
import { Pace } from '../../storage/pace.js';
import { readInBatches } from '../stream-records.js';
import { AlsoEffects } from './also-effects.js';
import { checkConfirmed } from './check-also.js';
import { type ErasureSubject, mentionsOf, othersOf } from './erasure-subject.js';
import type { ErasureOptions, ErasureResult } from './erasure.types.js';
import { countHeld, countOwnHeld } from './held-records.js';
import type { Mentions } from './person/mentions.js';
import type { Person } from './person/person.js';
import { ProgressCounter } from './progress-counter.js';

/** What an erasure would do: counts, and the texts by which the person would be found. */
export async function previewErasure(
  store: ActivityStore,
  subject: ErasureSubject,
  person: Person,
  result: ErasureResult,
  options: ErasureOptions,
): Promise<ErasureResult> {
  const { also = [], confirm = [], signal } = options;
  const mentions = mentionsOf(subject.userId, person, options);
  const effects = new AlsoEffects(also, person.own);
  const found = await countMentions(store, othersOf(subject), mentions, options, effects);
  checkConfirmed(effects, confirm);
  return {
    ...result,
    mentions: found,
    held: await countHeld(store, subject, mentions, signal),
    records: result.records - (await countOwnHeld(store, subject)),
    emails: [...person.emails].sort(),
    addresses: [...person.addresses].sort(),
    ...(also.length > 0 && { also: effects.report() }),
  };
}

async function countMentions(
  store: ActivityStore,
  filter: ActivityFilter,
  mentions: Mentions,
  options: ErasureOptions,
  effects: AlsoEffects,
): Promise<number> {
  const counter = new ProgressCounter(options);
  const pace = new Pace();
  for await (const record of readInBatches(store, filter, { signal: options.signal })) {
    const isMention = await mentions.isIn(record, pace);
    counter.count(isMention);
    if (isMention) effects.count(record);
  }
  return counter.done();
}
