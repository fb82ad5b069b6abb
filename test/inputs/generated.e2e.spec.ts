import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeWithMongo } from '../../libs/activity-tracker/test/describe-with-mongodb.js';
import { PLATFORMS } from '../support/tracked-app.js';
import { AppPair, type Case } from './fixtures/app-pair.js';
import { recipe } from './fixtures/host-value.js';
import { sent } from './fixtures/request-body.js';

/** Requests in all, about. The long form: `FUZZ_RUNS=1000000`. The same run again: `FUZZ_SEED`, as printed. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 10_000);
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
/** Requests that run concurrently and are stored together, half as many on average. */
const BATCH = 25;
/** Milliseconds. */
const TIMEOUT = Math.max(120_000, RUNS * 20);

const batchOf = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: BATCH, size: 'max' });
const settings = (inputs: number) => ({ seed: SEED, numRuns: Math.ceil(inputs / (BATCH / 2)) });

const answer: fc.Arbitrary<Case['answer']> = fc.oneof(
  { weight: 2, arbitrary: recipe },
  { weight: 1, arbitrary: fc.constant('echo') },
);

for (const platform of PLATFORMS) {
  describeWithMongo(`generated input on ${platform}, FUZZ_SEED=${SEED}`, () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => void unhandled.push(error);
    let apps: AppPair;

    beforeAll(() => {
      process.stdout.write(`FUZZ_RUNS=${RUNS} FUZZ_SEED=${SEED}\n`);
      process.on('unhandledRejection', note);
    });
    beforeEach(async () => {
      apps = await AppPair.start(platform, { buffer: { maxSize: BATCH } });
    });
    afterEach(() => apps.close());
    afterAll(() => process.off('unhandledRejection', note));

    it(
      'requests and results: no answer changes, no record is missing, no secret stays, no result is touched',
      async () => {
        let requests = 0;
        await fc.assert(
          fc.asyncProperty(batchOf(fc.record({ sent, answer })), async (batch) => {
            await apps.exchange(batch);
            requests += batch.length;
          }),
          settings(RUNS / PLATFORMS.length),
        );
        expect(apps.service.stats()).toMatchObject({ failed: 0, rejected: 0, accepted: requests, stored: requests });
        expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
        expect(unhandled).toEqual([]);
      },
      TIMEOUT,
    );

    it(
      'what a host gives to track(): no record is missing, no code of the host runs, no secret stays',
      async () => {
        let events = 0;
        await fc.assert(
          fc.asyncProperty(batchOf(recipe), async (recipes) => {
            await apps.track(recipes);
            events += recipes.length;
          }),
          settings(RUNS / 10),
        );
        expect(apps.service.stats()).toMatchObject({ failed: 0, rejected: 0, accepted: events, stored: events });
        expect(unhandled).toEqual([]);
      },
      TIMEOUT,
    );
  });
}
