import { expect, it } from 'vitest';
import { DAY_MS } from '../../common/time.js';
import { KeyedHash } from '../chain/keyed-hash.js';
import { CheckpointMaker } from '../checkpoints/checkpoint-maker.js';
import { lineOf } from '../checkpoints/checkpoint.js';
import { CheckpointList } from './checkpoint-list.js';
import { Findings } from './finding.js';

const KEY = new KeyedHash('a key of the operator for tests');
const BEGIN = Date.UTC(2026, 4, 1);
const day = (days: number): Date => new Date(BEGIN + days * DAY_MS);
const NOW = day(100).getTime();

function listOf(...checkpoints: [at: number, days: number | null, key?: KeyedHash][]): CheckpointList {
  const list = new CheckpointList(KEY, new Findings());
  checkpoints.forEach(([at, days, key = KEY], index) => {
    const maker = new CheckpointMaker(String(index).repeat(24), 60, key, days);
    list.addLine(lineOf(maker.sign(maker.take(), day(at))));
  });
  return list;
}

it.each<[string, CheckpointList, Date | undefined]>([
  ['nothing where there is none', listOf(), undefined],
  ['nothing where records are kept', listOf([0, null], [9, null]), undefined],
  ['what is older than the term', listOf([0, 30], [9, 30]), day(70)],
  ['what a shorter term had removed before it was made longer', listOf([0, 5], [60, 90]), day(55)],
  ['what a term had removed before records were kept', listOf([60, null], [0, 30]), day(30)],
  ['nothing by a checkpoint that is not signed', listOf([0, null], [9, 1, new KeyedHash()]), undefined],
])('explains as expired %s', (_, list, before) => {
  expect(list.expiredBefore(NOW)).toEqual(before);
});
