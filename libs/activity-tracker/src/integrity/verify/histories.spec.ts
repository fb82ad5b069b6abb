import { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { activity, at } from '../../storage/port/example-activity.fixture.js';
import { bsonOf, KEY, linkIn, recordOf, withLink } from '../chain/chained-log.fixture.js';
import { ChangedLink } from '../chain/changed-link.js';
import { KeyedHash } from '../chain/keyed-hash.js';
import { hashOfLine, type IntegrityCheckpoint, lineOf, signedCheckpoint } from '../checkpoints/checkpoint.js';
import { MerkleTree } from '../checkpoints/merkle-tree.js';
import { A, B, TestLog } from './verified-log.fixture.js';

const logOf = (key?: string, instance?: string) => new TestLog(key, instance).record(10);

function corrected(log: TestLog): TestLog {
  return log.replace(5, (before) => {
    const { chain: _, ...record } = recordOf(before);
    const after = bsonOf({ ...record, outcome: 'aborted', status_code: null });
    return withLink(after, new ChangedLink(new KeyedHash(log.key)).corrected(before, after)!);
  });
}

/** As retention leaves it. */
const withoutBodies = (log: TestLog, seq: number): TestLog =>
  log.rewrite(seq, ({ body: _body, ...record }) => ({
    ...record,
    body: { omitted: 'retention', type: null, size: 20 },
    response: null,
    bodies_removed_at: at(50),
  }));

const pseudonym = (log: TestLog, seq: number): TestLog =>
  log.rewrite(seq, (record) => ({ ...record, user_id: 'erased-1', headers: {}, body: null, client_ip_address: null }));

describe.each([
  ['with a key', KEY],
  ['without a key', undefined],
])('verify accepts %s', (_, key) => {
  it.each<[string, () => TestLog]>([
    ['one process', () => logOf(key)],
    [
      'records in another order',
      () => {
        const log = logOf(key);
        log.documents.reverse();
        return log;
      },
    ],
    ['two processes', () => logOf(key).join(logOf(key, B))],
    [
      'two processes whose records alternate',
      () => {
        const log = logOf(key).join(logOf(key, B));
        log.documents.sort((a, b) => recordOf(a).seq! - recordOf(b).seq!);
        return log;
      },
    ],
    [
      'checkpoints that two targets took',
      () => {
        const log = logOf(key);
        log.lines.push(...log.lines);
        return log;
      },
    ],
    [
      'a line of the checkpoints that a full disk cut, and that was written again',
      () => {
        const log = logOf(key);
        log.lines.splice(2, 0, log.lines[2]!.slice(0, 200));
        return log;
      },
    ],
    ['a process that made no record but its start', () => new TestLog(key).record(1)],
    [
      'a clock that is set back',
      () => new TestLog(key).record(10, (seq) => ({ created_time: at(seq > 5 ? seq - 30 : seq) })),
    ],
    [
      'a long request that is recorded late',
      () => new TestLog(key).record(10, (seq) => (seq === 9 ? { created_time: at(0) } : {})),
    ],
    [
      'a process that was killed after its last checkpoint',
      () => {
        const log = logOf(key);
        log.lines.pop();
        return log;
      },
    ],
    [
      'a process that was killed before its first record was anchored',
      () => {
        const log = new TestLog(key).record(3);
        log.lines.splice(1);
        return log;
      },
    ],
    [
      'records from before the chain',
      () => logOf(key).add(bsonOf(activity({ created_time: at(-10) })), bsonOf(activity({ created_time: at(-5) }))),
    ],
    [
      'a process whose chain is off, at the same time as one that has it',
      () =>
        logOf(key).add(
          ...Array.from({ length: 3 }, (_, index) =>
            bsonOf(activity({ created_time: at(index + 2), instance: new mongo.ObjectId(B), seq: index + 1 })),
          ),
        ),
    ],
    ['an erased person', () => pseudonym(logOf(key), 3)],
    ['a person erased twice', () => pseudonym(pseudonym(logOf(key), 3), 3)],
    [
      'a mention that was erased in a body',
      () => logOf(key).rewrite(3, (record) => ({ ...record, body: { n: '***ERASED***' } })),
    ],
    ['bodies that retention removed', () => withoutBodies(logOf(key), 3)],
    ['an erasure after retention removed the bodies', () => pseudonym(withoutBodies(logOf(key), 3), 3)],
    [
      'bodies that were shed under pressure',
      () => logOf(key).rewrite(3, (record) => ({ ...record, body: { omitted: 'pressure', type: null, size: 300 } })),
    ],
    ['a journaled record whose request was aborted', () => corrected(logOf(key))],
    [
      'records of every BSON type that records have',
      () =>
        new TestLog(key).record(10, () => ({
          body: { a: -0, b: 2 ** 40, c: 1.5, d: [null, true, { e: '' }], '10': 'x', '9': 'y' },
        })),
    ],
    ['bodies as text', () => new TestLog(key).record(10, () => ({ body: '{"a":1}', response: 'x'.repeat(70_000) }))],
    ['records without bodies', () => new TestLog(key).record(10, () => ({ body: undefined, response: undefined }))],
  ])('%s', (_name, history) => {
    expect(history().verify().findings).toEqual([]);
  });

  it.each<[string, () => TestLog]>([
    ['records that were dropped in the middle', () => logOf(key).remove(4, 5)],
    ['records that were dropped at the end', () => logOf(key).remove(9, 10)],
    ['a process whose records were all removed by a rule', () => logOf(key).join(logOf(key, B)).remove(1, 10)],
  ])('%s, where the log explains it', (_name, history) => {
    expect(history().verify({ explains: () => true }).findings).toEqual([]);
  });
});

it('accepts a process without requests whose records have expired, and that still makes checkpoints', () => {
  const log = new TestLog(KEY, A, 1).record(10);
  log.lines.pop();
  const { number, to, head, ...last } = JSON.parse(log.lines.at(-1)!) as IntegrityCheckpoint;
  const idle = { ...last, number: number + 1, from: to + 1, to, head, previous: hashOfLine(log.lines.at(-1)!) };
  const root = new MerkleTree().root().toString('hex');
  log.lines.push(lineOf(signedCheckpoint({ ...idle, root, time: at(10_000).toISOString() }, new KeyedHash(KEY))));
  log.remove(1, 10);
  expect(log.verify({ expiredBefore: at(5_000) }).findings).toEqual([]);
  expect(log.verify({ expiredBefore: at(-5_000) }).findings).toMatchObject([{ kind: 'cut' }]);
});

it('keeps place and hash of an erased record, and neither salt nor content', () => {
  const log = logOf(KEY);
  const before = linkIn(recordOf(log.at(3)));
  const after = linkIn(recordOf(pseudonym(log, 3).at(3)));
  expect([after.previous, after.hash]).toEqual([before.previous, before.hash]);
  expect(after.bytes.includes(before.salt)).toBe(false);
});

it('takes no record for expired that the processes keep, whatever the index in the database says', () => {
  const log = logOf(KEY).remove(1, 10);
  expect(log.verify({ expiredBefore: at(5_000) }).findings).toMatchObject([{ kind: 'cut' }]);
});

describe('a checkpoint that proves more records than the log has', () => {
  it.each([
    ['is right before they are stored, while its process runs', true, at(8), 0],
    ['shows that they were removed, minutes later', true, at(9), 1],
    ['shows that they were removed, at once where the process has ended', false, at(0), 1],
  ])('%s', (_, isRunning, settledBefore, problems) => {
    const log = logOf(KEY).remove(7, 10);
    if (isRunning) log.lines.pop();
    expect(log.verify({ settledBefore })).toMatchObject({ problems });
    expect(log.verify()).toMatchObject({ problems: 1 });
  });
});
