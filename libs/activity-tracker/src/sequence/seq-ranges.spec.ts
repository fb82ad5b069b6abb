import fc from 'fast-check';
import { Types } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { explanationOf } from '../verification/explaining-record.js';
import { Gaps } from './gap-record.js';
import { readRanges, SeqRanges } from './seq-ranges.js';

const range = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.nat(8))
  .map(([first, more]) => ({ first, last: first + more, count: more + 1 }));

describe('a set of numbers', () => {
  it('holds each number once, whatever ranges were added, in whatever order', () => {
    fc.assert(
      fc.property(fc.array(range, { maxLength: 30 }), (added) => {
        const ranges = new SeqRanges();
        const expected = new Set<number>();
        for (const each of added) {
          ranges.addRange(each);
          for (let seq = each.first; seq <= each.last; seq++) expected.add(seq);
        }
        const held = readRanges(ranges.toStored())!.flatMap(({ first, last }) =>
          Array.from({ length: last - first + 1 }, (_, index) => first + index),
        );
        expect(held).toEqual([...expected].toSorted((a, b) => a - b));
        expect(ranges.count).toBe(expected.size);
      }),
    );
  });

  it('stays readable where ranges were made coarse, and numbers are added again', () => {
    fc.assert(
      fc.property(fc.array(range, { maxLength: 60 }), (added) => {
        const ranges = new SeqRanges(4);
        for (const each of added) ranges.addRange(each);
        const stored = readRanges(ranges.toStored());
        expect(stored).toBeDefined();
        expect(stored!.reduce((sum, { count }) => sum + count, 0)).toBe(ranges.count);
      }),
    );
  });
});

it('makes a gap record of a number that was lost twice, which verification accepts', () => {
  const gaps = new Gaps();
  const instance = new Types.ObjectId();
  const [kept, copy] = [1, 2].map(() => ({ created_time: new Date(5), instance, seq: 5 }));
  for (const record of [kept!, copy!]) gaps.add(record, 'rejected');
  const [gap] = gaps.take();
  expect(gap!.body).toMatchObject({ count: 1, ranges: [[5, 5]] });
  expect(explanationOf({ ...gap!, instance, seq: 6 })).toMatchObject({ cause: 'gap' });
});
