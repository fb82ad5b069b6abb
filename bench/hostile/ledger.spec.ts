import { describe, expect, it } from 'vitest';
import { CapturedBody } from '../../libs/activity-tracker/src/capture/bodies/captured-body.js';
import { CaptureOptions } from '../../libs/activity-tracker/src/capture/capture.options.js';
import { Exchange } from '../../libs/activity-tracker/src/capture/exchange.js';
import { Masker } from '../../libs/activity-tracker/src/masking/masker.js';
import { RecordBuilder } from '../../libs/activity-tracker/src/recording/building/record-builder.js';
import { ExchangeReader } from '../../libs/activity-tracker/src/recording/exchange-reader.js';
import { StorageOptions } from '../../libs/activity-tracker/src/storage/storage.options.js';
import { CORPUS } from '../payloads/corpus.mjs';
import { exchangeOf } from './exchange.mjs';
import { anyGenome, type Genome, randomFrom, varied } from './genome.mjs';
import { recordBuilderOf } from './record-builder.mjs';
import { SEEN } from './seen.mjs';

const LIBRARY = { CaptureOptions, CapturedBody, Exchange, ExchangeReader, Masker, RecordBuilder, StorageOptions };
/** Units of an exchange without a body. */
const MOST_OF_EMPTY = 800_000;
/** Units for each character of a dense JSON text, such as `[1,1,…]`. */
const MOST_OF_CHARACTER = 80;
const GENERATED = 120;
const SEED = 16;

interface Work {
  spent: number;
  granted: number;
}

function generated(): Genome[] {
  const random = randomFrom(SEED);
  return Array.from({ length: GENERATED }, (_, index) =>
    index % 2 === 0 ? anyGenome(random) : varied(random.one(SEEN), random),
  );
}

describe('the ledger of a hostile exchange', () => {
  const builder = recordBuilderOf(LIBRARY);
  const workOf = (genome: Genome, salt: number): Work & { characters: number } => {
    const exchange = exchangeOf(genome, salt);
    builder.build(builder.callOf(exchange));
    return { ...builder.work(), characters: exchange.json.length };
  };

  it.each(
    [...SEEN, ...generated()].map((genome, index): [string, Genome, number] => [
      `${genome.place} ${genome.shape} ${JSON.stringify(genome.unit)}`,
      genome,
      index + 1,
    ]),
  )('draws no more than was granted, which is linear in its length: %s', (_, genome, salt) => {
    const { spent, granted, characters } = workOf(genome, salt);
    expect(spent).toBeGreaterThan(0);
    expect(spent).toBeLessThanOrEqual(granted);
    expect(granted).toBeLessThanOrEqual(MOST_OF_EMPTY + MOST_OF_CHARACTER * characters);
  });

  it('has work left for each exchange of the corpus', () => {
    for (const { name, method, path, request, response } of CORPUS) {
      const headers = { host: 'api.example', ...(request.type && { 'content-type': request.type }) };
      const { status, type } = response;
      const call = builder.callOf({
        method,
        url: path,
        headers,
        body: request.text,
        answer: response.text,
        status,
        type,
      });
      builder.build(call);
      const { spent, granted } = builder.work();
      expect(spent, name).toBeLessThan(0.9 * granted);
    }
  });
});
