import { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { countedPace } from '../../../../test/counted-pace.js';
import type { ActivityLog } from '../../../record/activity-log.js';
import { activity } from '../../../storage/port/example-activity.fixture.js';
import { decodeInPieces } from '../../../storage/mongo/read/decode-in-pieces.js';
import { Pace } from '../../../storage/pace.js';
import { textMatcher } from './text-match.js';

const filler = Array.from({ length: 20_000 }, (_, n) => n);
const words = (value: string, negated = false) => ({
  field: 'text' as const,
  negated,
  terms: [{ operator: 'equals' as const, value }],
});

const PLACES: [where: string, fields: Partial<ActivityLog>][] = [
  ['in a large list', { body: [...filler, 'a Needle'] }],
  ['in a large list in a large list', { body: ['x', [...filler, { a: 'needle' }], 'y'] }],
  ['as a key of a large object', { body: { ...filler, 'my needle': 1 } }],
  ['as the key of a large value', { body: { needle: filler, other: filler } }],
  ['in the response', { body: filler, response: { text: 'NEEDLE' } }],
  ['in the URL next to a large body', { body: filler, api: '/needle' }],
];

describe('words in a record with a large body', () => {
  const stored = async (fields: Partial<ActivityLog>) =>
    (await decodeInPieces(mongo.BSON.serialize(activity(fields)), new Pace())) as ActivityLog;
  const matches = async (record: ActivityLog, ...conditions: ReturnType<typeof words>[]) =>
    textMatcher({ conditions })!(record, new Pace());

  it.each(PLACES)('are found %s', async (_where, fields) => {
    const record = await stored(fields);
    expect(await matches(record, words('needle'))).toBe(true);
    expect(await matches(record, words('needle', true))).toBe(false);
    expect(await matches(record, words('needle'), words('haystack'))).toBe(false);
    expect(await matches(record, words('needle'), words('haystack', true))).toBe(true);
  });

  it('are looked for with turns of the event loop in between', async () => {
    const { pace, turns } = countedPace();
    expect(await textMatcher({ conditions: [words('needle')] })!(await stored({ body: filler }), pace)).toBe(false);
    expect(turns()).toBeGreaterThan(2);
  });
});
