import { inspect } from 'node:util';
import fc from 'fast-check';
import { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { Masker } from '../../libs/activity-tracker/src/masking/masker.js';
import { prepare, recipe, type Tally } from './fixtures/host-value.js';
import { CANARY } from './fixtures/secrets.js';

const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
const RUNS = Number(process.env.FUZZ_RUNS ?? 10_000);
const masker = new Masker();
const serialized = (copy: unknown) => Buffer.from(mongo.BSON.serialize({ copy }));
/** Without running a getter, nor a trap. */
const seen = (value: unknown) => inspect(value, { depth: 6, showHidden: true, showProxy: true });

describe(`any value of a host, FUZZ_SEED=${SEED}`, () => {
  it(
    'is copied whole into BSON, without a secret, without running its code, and is as it was before',
    () => {
      fc.assert(
        fc.property(recipe, (one) => {
          const tally: Tally = {};
          const value = prepare(one, tally);
          const before = seen(value);
          const session = masker.begin();
          const copy = session.maskEchoes(session.value(value));
          const bytes = serialized(copy);
          expect(bytes.length).toBeLessThan(16 * 1024 * 1024);
          expect(bytes.toString('latin1')).not.toContain(CANARY);
          // A name that the search for echoes cut counts as secret when the copy is read again: more is masked then.
          if (!bytes.includes('***TRUNCATED')) expect(masker.begin().value(copy)).toEqual(copy);
          const walked = masker.begin().value(value);
          expect(masker.begin().value(walked)).toEqual(walked);
          expect(Object.keys(tally).filter((ran) => !ran.startsWith('trap '))).toEqual([]);
          expect(seen(value)).toBe(before);
        }),
        { seed: SEED, numRuns: RUNS },
      );
    },
    Math.max(60_000, RUNS * 10),
  );
});
