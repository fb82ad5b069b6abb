import { describe, expect, it } from 'vitest';
import { activity } from '../../storage/port/example-activity.fixture.js';
import { InMemoryActivityStore } from '../../storage/memory/in-memory.store.js';
import { logSilence } from './silence.js';

const NOW = Date.UTC(2026, 5, 10, 12);
const DAY = 86_400_000;
const MINUTE = 60_000;

/** So many records in the hour around noon of each of the days before, and a last one. */
async function silence(perHour: number, lastMinutesAgo: number) {
  const store = new InMemoryActivityStore();
  const times = Array.from({ length: 7 }, (_, day) =>
    Array.from({ length: perHour }, (_unused, index) => NOW - (day + 1) * DAY - index * 1_000),
  ).flat();
  await store.insert(
    [...times, NOW - lastMinutesAgo * MINUTE].map((time) => activity({ created_time: new Date(time) })),
  );
  return logSilence(store, NOW);
}

describe('logSilence', () => {
  it.each([
    ['a busy log that is silent for two minutes', 600, 2, { usual_seconds: 6, is_unusual: false }],
    ['a busy log that is silent for three minutes', 600, 3, { usual_seconds: 6, is_unusual: true }],
    ['a log with a record an hour, silent for three hours', 1, 180, { usual_seconds: 3_600, is_unusual: false }],
    ['a log with a record an hour, silent for twenty-one hours', 1, 21 * 60, { is_unusual: true }],
    ['a log that is usually empty at this time', 0, 600, { usual_seconds: null, is_unusual: false }],
  ])('%s', async (_name, perHour, minutes, expected) => {
    expect(await silence(perHour, minutes)).toMatchObject({ seconds: minutes * 60, ...expected });
  });

  it('an empty log has no silence, and a store that is away no answer', async () => {
    const none = { last_record: null, seconds: null, usual_seconds: null, is_unusual: false };
    expect(await logSilence(new InMemoryActivityStore(), NOW)).toEqual(none);
    const away = { find: () => Promise.reject(new Error('away')), count: () => Promise.reject(new Error('away')) };
    expect(await logSilence(away, NOW)).toBeNull();
  });
});
