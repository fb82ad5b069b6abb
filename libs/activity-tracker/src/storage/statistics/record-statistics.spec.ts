import { describe, expect, it } from 'vitest';
import { StoreTimeoutError, StoreUnavailableError } from '../port/store-errors.js';
import { RecordStatistics } from './record-statistics.js';

const HOUR = { from: new Date('2026-01-01T10:00:00Z'), to: new Date('2026-01-01T11:00:00Z') };
const QUESTION = { edges: [HOUR.from, HOUR.to], by: 'status' as const };

function failingWith(error: Error): RecordStatistics {
  const aggregate = async () => {
    throw error;
  };
  return new RecordStatistics({ aggregate }, () => 0);
}

describe('statistics that are counted from the records', () => {
  it.each([
    ['as the port documents it', new StoreTimeoutError('took longer')],
    ['with a cause that says nothing', new StoreTimeoutError('took longer', { cause: new Error('cut short') })],
  ])('answer with what is missing where the store runs out of time, %s', async (_case, error) => {
    const { missing } = await failingWith(error).query(QUESTION);
    expect(missing).toEqual([HOUR]);
  });

  it('fail where the store is away', async () => {
    await expect(failingWith(new StoreUnavailableError('away')).query(QUESTION)).rejects.toThrow('away');
  });
});
