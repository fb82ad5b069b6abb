import { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { activity, at } from '../../storage/port/example-activity.fixture.js';
import type { ActivityLog } from '../../record/activity-log.js';
import { bsonOf, chainedLog, KEY, linkIn, recordOf } from '../chain/chained-log.fixture.js';
import { LINK_KIND } from '../chain/chain-link.js';
import { KeyedHash } from '../chain/keyed-hash.js';
import { CheckpointMaker } from '../checkpoints/checkpoint-maker.js';
import { type IntegrityCheckpoint, lineOf } from '../checkpoints/checkpoint.js';
import type { FindingKind } from './finding.js';
import { A, B, TestLog } from './verified-log.fixture.js';

const LENGTH = 10;

const logOf = (key?: string, instance?: string) => new TestLog(key, instance).record(LENGTH);

/** Writes the whole log again as it would have been with other content, with what a program without the key can do. */
function rechained(log: TestLog, change: (record: ActivityLog) => ActivityLog): TestLog {
  const records = log.documents.map((document) => {
    const { chain: _, ...record } = recordOf(document);
    return change(record);
  });
  log.documents = chainedLog(records);
  return log;
}

const changed = (record: ActivityLog): ActivityLog => (record.seq === 3 ? { ...record, status_code: 500 } : record);

function withCheckpoint(log: TestLog, line: number, change: (checkpoint: IntegrityCheckpoint) => object): TestLog {
  log.lines[line] = JSON.stringify(change(JSON.parse(log.lines[line]!) as IntegrityCheckpoint));
  return log;
}

function binary(record: ActivityLog, change: (bytes: Buffer) => void): ActivityLog {
  const bytes = Buffer.from(linkIn(record).bytes);
  change(bytes);
  return { ...record, chain: new mongo.Binary(bytes) };
}

const stripped = (record: ActivityLog): ActivityLog => {
  const { chain: _, ...rest } = record;
  return rest;
};

describe.each([
  ['with a key', KEY],
  ['without a key', undefined],
])('verify %s finds', (_, key) => {
  it.each<[string, FindingKind, () => TestLog]>([
    ['a changed field', 'changed', () => logOf(key).forge(3, (record) => ({ ...record, status_code: 500 }))],
    ['a changed user', 'changed', () => logOf(key).forge(3, (record) => ({ ...record, user_id: 8 }))],
    ['a user id of another type', 'changed', () => logOf(key).forge(3, (record) => ({ ...record, user_id: '7' }))],
    ['a changed body', 'changed', () => logOf(key).forge(3, (record) => ({ ...record, body: { n: 99 } }))],
    [
      'a body put in the place of the response',
      'changed',
      () => logOf(key).forge(3, ({ body, response, ...rest }) => ({ ...rest, body: response, response: body })),
    ],
    ['a removed body', 'changed', () => logOf(key).forge(3, (record) => ({ ...record, body: null }))],
    [
      'a body that pretends to be shed',
      'changed',
      () => logOf(key).forge(3, (record) => ({ ...record, body: { omitted: 'pressure', type: null, size: 9 } })),
    ],
    ['an added field', 'changed', () => logOf(key).forge(3, (record) => ({ ...record, note: 'x' }))],
    ['a removed field', 'changed', () => logOf(key).forge(3, ({ trace_id: _trace, ...record }) => record)],
    [
      'fields in another order',
      'changed',
      () => logOf(key).forge(3, ({ user_id, ...record }) => ({ ...record, user_id })),
    ],
    ['a shifted time', 'changed', () => logOf(key).forge(3, (record) => ({ ...record, created_time: at(59) }))],
    ['another _id', 'changed', () => logOf(key).forge(3, (record) => ({ ...record, _id: new mongo.ObjectId() }))],
    [
      'two swapped numbers',
      'changed',
      () => {
        const log = logOf(key);
        const four = bsonOf({ ...recordOf(log.at(4)), seq: 3 });
        return log
          .remove(4)
          .forge(3, (record) => ({ ...record, seq: 4 }))
          .add(four);
      },
    ],
    [
      'swapped contents',
      'changed',
      () => {
        const log = logOf(key);
        const [three, four] = [log.at(3), log.at(4)].map(recordOf);
        return log.forge(3, () => ({ ...four!, _id: three!._id }));
      },
    ],
    [
      'a record of another process, given this name',
      'changed',
      () =>
        logOf(key)
          .remove(3)
          .add(bsonOf({ ...recordOf(logOf(key, B).at(3)), instance: new mongo.ObjectId(A) })),
    ],
    [
      'a changed hash',
      'changed',
      () => logOf(key).forge(3, (record) => binary(record, (bytes) => bytes.fill(7, 37, 69))),
    ],
    [
      'a changed hash of the record before',
      'order',
      () => logOf(key).forge(3, (record) => binary(record, (bytes) => bytes.fill(7, 5, 37))),
    ],
    ['a changed salt', 'changed', () => logOf(key).forge(3, (record) => binary(record, (bytes) => bytes.fill(7, 69)))],
    [
      'a link that is cut',
      'changed',
      () => logOf(key).forge(3, (record) => ({ ...record, chain: new mongo.Binary(Buffer.alloc(5)) })),
    ],
    [
      'a link of another type',
      'changed',
      () => logOf(key).forge(3, (record) => ({ ...record, chain: 'x'.repeat(101) })),
    ],
    ['a record whose link was removed', 'inserted', () => logOf(key).forge(3, stripped)],
    ['an inserted record without a link', 'inserted', () => logOf(key).add(bsonOf(activity({ created_time: at(5) })))],
    [
      'an inserted record without a time',
      'inserted',
      () => logOf(key).add(bsonOf(activity({ created_time: undefined as never }))),
    ],
    [
      'an inserted record whose time is a text',
      'inserted',
      () => logOf(key).add(bsonOf(activity({ created_time: '2020-01-01' as never }))),
    ],
    [
      'an inserted record behind one without a time',
      'inserted',
      () =>
        logOf(key).add(bsonOf(activity({ created_time: null as never })), bsonOf(activity({ created_time: at(5) }))),
    ],
    [
      'an inserted record with a number of its process',
      'inserted',
      () => logOf(key).add(bsonOf(activity({ created_time: at(5), instance: new mongo.ObjectId(A), seq: 5 }))),
    ],
    [
      'an inserted record with a copied link',
      'changed',
      () => {
        const log = logOf(key);
        return log.add(bsonOf({ ...recordOf(log.at(5)), _id: new mongo.ObjectId(), seq: 11 }));
      },
    ],
    ['a removed tail', 'cut', () => logOf(key).remove(9, 10)],
    ['a removed process', 'cut', () => logOf(key).join(logOf(key, B)).remove(1, 10)],
    ['a log that was emptied', 'cut', () => logOf(key).remove(1, 10)],
    [
      'an inserted process, all of it',
      'inserted',
      () => {
        const other = logOf(key, B);
        other.lines = [];
        return logOf(key).join(other);
      },
    ],
    [
      'a removed range, closed by new numbers',
      'changed',
      () => {
        const log = logOf(key).remove(3);
        for (let seq = 4; seq <= 10; seq++) log.forge(seq, (record) => ({ ...record, seq: seq - 1 }));
        return log;
      },
    ],
    [
      'a record that pretends to be erased, with the seal of another',
      'changed',
      () => {
        const log = logOf(key).rewrite(2, (record) => ({ ...record, user_id: 'x' }));
        return log.forge(3, (record) => ({
          ...record,
          user_id: 'x',
          chain: binary(recordOf(log.at(2)), () => undefined)['chain'],
        }));
      },
    ],
    [
      'an erased record that was changed afterwards',
      'changed',
      () =>
        logOf(key)
          .rewrite(3, (record) => ({ ...record, user_id: 'erased-1' }))
          .forge(3, (record) => ({ ...record, status_code: 500 })),
    ],
    [
      'replaced bodies that were changed afterwards',
      'changed',
      () =>
        logOf(key)
          .rewrite(3, (record) => ({ ...record, body: null }))
          .forge(3, (record) => ({ ...record, body: 'x' })),
    ],
    [
      'a rest that was changed after its bodies were replaced',
      'changed',
      () =>
        logOf(key)
          .rewrite(3, (record) => ({ ...record, body: null }))
          .forge(3, (record) => ({ ...record, status_code: 500 })),
    ],
    [
      'a removed checkpoint',
      'checkpoint',
      () => {
        const log = logOf(key);
        log.lines.splice(1, 1);
        return log;
      },
    ],
    [
      'a checkpoint file that was cut',
      'checkpoint',
      () => {
        const log = new TestLog(key).record(LENGTH);
        log.lines.splice(2);
        return log;
      },
    ],
    [
      'a checkpoint file that was cut in a line',
      'checkpoint',
      () => {
        const log = logOf(key);
        log.lines[3] = log.lines[3]!.slice(0, 40);
        return log;
      },
    ],
    [
      'a line that is no checkpoint',
      'checkpoint',
      () => {
        const log = logOf(key);
        log.lines[1] = '{"kind":"activity-tracker checkpoint"}';
        return log;
      },
    ],
    [
      'a checkpoint with another root',
      'checkpoint',
      () => withCheckpoint(logOf(key), 1, (checkpoint) => ({ ...checkpoint, root: 'ab'.repeat(32) })),
    ],
    [
      'a checkpoint with other bounds',
      'checkpoint',
      () => withCheckpoint(logOf(key), 1, (checkpoint) => ({ ...checkpoint, to: 3 })),
    ],
    [
      'two versions of a checkpoint',
      'checkpoint',
      () => {
        const log = logOf(key);
        log.lines.push(JSON.stringify({ ...(JSON.parse(log.lines[1]!) as object), time: at(50).toISOString() }));
        return log;
      },
    ],
  ])('%s', (_, kind, forged) => {
    const { findings } = forged().verify();
    expect(findings.map((finding) => finding.kind)).toContain(kind);
  });

  it('a log that was chained again with other content, by its checkpoints', () => {
    const kind = key ? 'key' : 'changed';
    const { findings } = rechained(logOf(key), changed).verify();
    expect(findings.map((finding) => finding.kind)).toContain(kind);
  });
});

describe('with a key, and without checkpoints, verify finds', () => {
  it('a log that was chained again without the key', () => {
    const { findings } = rechained(logOf(KEY), changed).verify({ anchors: false });
    expect(findings[0]).toMatchObject({ kind: 'key' });
  });

  it('an erasure that was forged without the key', () => {
    const { findings } = logOf(KEY)
      .rewrite(3, (record) => ({ ...record, user_id: 'x' }), 'another key, not the one')
      .verify();
    expect(findings).toMatchObject([{ kind: 'key' }]);
  });

  it('checkpoints that were forged without the key', () => {
    const log = rechained(logOf(KEY), changed);
    const maker = new CheckpointMaker(A, 60, new KeyedHash());
    for (const document of log.documents) maker.add(linkIn(recordOf(document)).hash);
    log.lines = [lineOf(maker.sign(maker.take(true), at(10)))];
    const { findings } = log.verify();
    expect(findings.map(({ text }) => text)).toContain(`checkpoint 1 of instance ${A} is not signed`);
  });

  it('a wrong key, and says so', () => {
    const { findings, records } = logOf(KEY).verify({ key: 'the key of another application' });
    expect(records).toMatchObject({ 'other-key': LENGTH, changed: 0 });
    expect(findings.every(({ kind }) => kind === 'key')).toBe(true);
    expect(JSON.stringify(findings)).not.toContain(KEY);
  });
});

describe('verify reports', () => {
  it('a process without a chain next to one that has it, and as inserted where every process has one', () => {
    const plain = Array.from({ length: 3 }, (_, index) =>
      bsonOf(activity({ created_time: at(index + 2), instance: new mongo.ObjectId(B), seq: index + 1 })),
    );
    const log = logOf(KEY).add(...plain);
    expect(log.verify()).toMatchObject({ problems: 0, findings: [], chainless: [B], records: { unchained: 3 } });
    expect(log.verify({ allChained: true }).findings).toMatchObject([
      { kind: 'inserted', text: expect.stringContaining('the chain had begun before it') },
    ]);
  });

  it('contents as not verifiable without the key', () => {
    const { records, problems } = logOf(KEY)
      .forge(3, (record) => ({ ...record, status_code: 500 }))
      .verify({ key: null });
    expect({ records: records.keyed, problems }).toEqual({ records: LENGTH, problems: 0 });
  });

  it('how many records are behind the last checkpoint', () => {
    const log = logOf(KEY);
    log.lines.splice(3);
    expect(log.verify().unanchored).toBe(2);
  });

  it('nothing when a log without key and checkpoints was chained again', () => {
    expect(rechained(logOf(), changed).verify({ anchors: false }).problems).toBe(0);
  });

  it('erased records as erased', () => {
    const log = logOf(KEY).rewrite(3, (record) => ({ ...record, user_id: 'erased-1', headers: {} }));
    expect(log.verify()).toMatchObject({ problems: 0, records: { erased: 1, whole: 9 } });
    expect(linkIn(recordOf(log.at(3))).kind).toBe(LINK_KIND.erased);
  });
});
