import { Types } from 'mongoose';
import { describe, expect, it } from 'vitest';
import type { ActivityLog } from '../record/activity-log.js';
import { eventRecord } from '../record/event-record.js';
import { ACTIVITY_GAP, ACTIVITY_REMOVED, ACTIVITY_STOPPED } from '../record/tracker-records.js';
import { type GapReason, Gaps } from '../sequence/gap-record.js';
import { startedRecord, stoppedRecord } from '../sequence/life-records.js';
import { Removal, type RemovalCause } from '../sequence/removed-records.js';
import { SequenceCheck, type SequenceCheckSettings } from './sequence-check.js';

const DAY = 86_400;
const ABOUT = { version: '1', node: 'v22', pid: 1, name: null };
/** Of the first life. Seconds. */
const BEGIN = Date.UTC(2026, 4, 1) / 1_000;

let counter = 0xfffff0;

/** An id as a process makes them: its counter goes up, whatever the clock says. */
function idAt(seconds: number, maker = 1): Types.ObjectId {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(seconds);
  bytes.writeUInt8(maker, 4);
  bytes.writeUIntBE(++counter % 2 ** 24, 9, 3);
  return new Types.ObjectId(bytes);
}

class Log {
  records: ActivityLog[] = [];
  readonly instance: Types.ObjectId;
  private last = 0;

  constructor(
    public clock = BEGIN,
    readonly maker = 1,
  ) {
    this.instance = idAt(clock, maker);
    this.put(startedRecord(ABOUT));
  }

  calls(count: number): this {
    for (let index = 0; index < count; index++)
      this.put(eventRecord({ url_name: 'call', body: null, created_time: new Date() }));
    return this;
  }

  /** Loses calls, and tells of it in a gap record. */
  loses(count: number, reason: GapReason = 'full'): this {
    const gaps = new Gaps();
    for (let index = 0; index < count; index++)
      gaps.add({ created_time: new Date(), instance: this.instance, seq: ++this.last }, reason);
    for (const record of gaps.take()) this.put(record);
    return this;
  }

  stops(): this {
    return this.put(stoppedRecord({ ...ABOUT, last: this.last }));
  }

  /** Removes records by number; with a cause as the tracker does. */
  without(seqs: readonly number[], cause?: RemovalCause): this {
    const removal = new Removal(cause ?? 'erasure');
    for (const record of this.records) if (seqs.includes(record.seq!)) removal.add(record);
    this.records = this.records.filter(({ seq }) => !seqs.includes(seq!));
    if (cause) for (const record of removal.take()) this.records.push({ ...record, _id: idAt(this.clock, 2) });
    return this;
  }

  withoutNotes(): this {
    this.records = this.records.filter(({ url_name }) => url_name !== 'activity.removed');
    return this;
  }

  change(seq: number, fields: Partial<ActivityLog>): this {
    this.records = this.records.map((record) => (record.seq === seq ? { ...record, ...fields } : record));
    return this;
  }

  swap(a: number, b: number): this {
    this.records = this.records.map((record) =>
      record.seq === a ? { ...record, seq: b } : record.seq === b ? { ...record, seq: a } : record,
    );
    return this;
  }

  insert(fields: Partial<ActivityLog>): this {
    const record = eventRecord({ url_name: 'call', body: null, created_time: new Date(), ...fields });
    this.records.push({ ...record, ...fields, _id: idAt(this.clock, 3) });
    return this;
  }

  put(record: ActivityLog): this {
    this.records.push({ ...record, _id: idAt(this.clock++, this.maker), instance: this.instance, seq: ++this.last });
    return this;
  }
}

const log = (count = 10) => new Log().calls(count);

function verify(logs: readonly Log[], settings: SequenceCheckSettings = {}) {
  const check = new SequenceCheck(settings);
  const records = logs.flatMap(({ records: all }) => all);
  // As the command reads them.
  for (const record of records.sort((a, b) => (String(a._id) < String(b._id) ? -1 : 1))) check.see(record);
  return { codes: check.findings().map(({ code }) => code), ...check.summary, check };
}

const gapBody = (of: Log, first: number, last: number) => ({
  instance: of.instance,
  reason: 'full',
  count: last - first + 1,
  first,
  last,
  ranges: [[first, last]],
});

describe('SequenceCheck finds', () => {
  const forgeries: [name: string, code: string, forge: () => Log | Log[]][] = [
    ['a removed record', 'missing-records', () => log().without([5])],
    ['a removed range', 'missing-records', () => log().without([3, 4, 5, 6])],
    ['a removed head', 'missing-records', () => log().without([1, 2, 3])],
    ['a removed tail of a life that ended', 'missing-records', () => log().stops().without([9, 10, 11])],
    ['a removed record of a life that runs', 'missing-records', () => log(1_000).without([777])],
    [
      'a record removed between those that an archive took, of a life whose last records are gone',
      'missing-records',
      () => log().without([8, 10, 11], 'archive').without([9]),
    ],
    ['the record of a removal removed', 'missing-records', () => log().without([5], 'erasure').withoutNotes()],
    ['all but the end removed', 'missing-records', () => log().stops().without([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])],
    ['two swapped neighbors', 'out-of-order', () => log().swap(4, 5)],
    ['two swapped records far apart', 'out-of-order', () => log().swap(2, 9)],
    ['an inserted record with a number that is taken', 'number-given-twice', () => inserted(log(), 5)],
    ['an inserted record behind the end', 'after-end', () => inserted(log().stops(), 13)],
    ['an inserted record with a number far ahead', 'missing-records', () => inserted(log(), 1e15)],
    ['an inserted record with a malformed number', 'malformed-number', () => inserted(log(), -1)],
    ['an inserted record with a number and no life', 'malformed-number', () => log().insert({ seq: 5 })],
    [
      'a removed record, and the next one renumbered',
      'missing-records',
      () => log().without([5]).change(6, { seq: 5 }),
    ],
    [
      'a removed record, and a gap record in its place',
      'forged-gap',
      () => {
        const forged = log();
        return forged.without([5]).insert(gapRecord(forged, 5, 5, 5));
      },
    ],
    [
      'a removed record, and a gap record without a number',
      'forged-gap',
      () => {
        const forged = log().without([5]);
        return forged.insert({ ...gapRecord(forged, 5, 5), instance: undefined, seq: undefined });
      },
    ],
    ['removed records, and a gap record of fewer', 'missing-records', () => log().loses(3).calls(2).without([11])],
    [
      'removed records in a coarse range of a gap record',
      'missing-records',
      () => {
        const forged = log();
        return forged
          .change(9, { ...gapRecord(forged, 2, 6), body: { ...gapBody(forged, 2, 6), count: 2, ranges: [[2, 6, 2]] } })
          .without([2, 3, 4]);
      },
    ],
    [
      'a gap record whose count contradicts its ranges',
      'forged-gap',
      () => {
        const forged = log().loses(2).calls(1);
        return forged.change(14, { body: { ...gapBody(forged, 12, 13), count: 5 } });
      },
    ],
    [
      'a removal that names no cause',
      'forged-removal',
      () => {
        const forged = log().without([5]);
        return forged.insert({
          url_name: ACTIVITY_REMOVED,
          namespace: 'ActivityTracker',
          body: { ...gapBody(forged, 5, 5), reason: 'other' },
        });
      },
    ],
    [
      "a removal of another life's numbers",
      'missing-records',
      () => {
        const other = new Log(BEGIN + 50, 7).calls(10);
        return [log().without([5]), other.without([5], 'erasure')];
      },
    ],
    [
      'an application that records a removal',
      'missing-records',
      () => {
        const forged = log().without([5]);
        return forged.insert({ url_name: ACTIVITY_REMOVED, body: { ...gapBody(forged, 5, 5), reason: 'erasure' } });
      },
    ],
    [
      'an end that counts fewer records',
      'forged-end',
      () =>
        log()
          .stops()
          .change(12, { body: { ...ABOUT, last: 9 } }),
    ],
    [
      'an end that counts more records',
      'missing-records',
      () =>
        log()
          .stops()
          .change(12, { body: { ...ABOUT, last: 90 } }),
    ],
    ['an end that was moved forward', 'forged-end', () => log().stops().without([9, 10, 11]).change(12, { seq: 9 })],
    ['a start that was replaced by a call', 'forged-start', () => log().change(1, { url_name: 'call' })],
    [
      'a second start',
      'forged-start',
      () => log().change(4, { url_name: 'activity.started', namespace: 'ActivityTracker' }),
    ],
    [
      "another life's record under a number of this one",
      'number-given-twice',
      () => {
        const [one, two] = [log(), new Log(BEGIN + 50, 7).calls(10)];
        return [one, two.change(5, { instance: one.instance })];
      },
    ],
    [
      "a record moved to another life's tail",
      'missing-records',
      () => {
        const [one, two] = [log(), new Log(BEGIN + 50, 7).calls(10)];
        return [one, two.change(5, { instance: one.instance, seq: 12 })];
      },
    ],
    [
      'a record removed behind the border of retention',
      'missing-records',
      () => new Log(BEGIN + 20 * DAY).calls(10).without([5]),
    ],
    [
      'a head removed from a life that began after the border',
      'missing-records',
      () => new Log(BEGIN + 20 * DAY).calls(10).without([1, 2]),
    ],
  ];

  it.each(forgeries)('%s', (_name, code, forge) => {
    const logs = [forge()].flat();
    expect(verify(logs, { expiredBefore: new Date((BEGIN - DAY) * 1_000) }).codes).toContain(code);
  });

  it('names the life, the numbers and how many', () => {
    const cut = log().without([3, 4, 8]);
    expect(verify([cut]).check.findings()).toMatchObject([
      {
        level: 'missing',
        instance: String(cut.instance),
        count: 3,
        ranges: [
          [3, 4],
          [8, 8],
        ],
        message: expect.stringContaining('3–4, 8'),
      },
    ]);
  });
});

describe('SequenceCheck accepts', () => {
  const at = (days: number) => ({ expiredBefore: new Date((BEGIN + days * DAY) * 1_000) });
  const histories: [name: string, history: () => Log | Log[], settings?: SequenceCheckSettings][] = [
    ['an empty log', () => []],
    ['a life that runs', () => log()],
    ['a life that ended', () => log().stops()],
    ['a life of ten thousand calls', () => log(10_000).stops()],
    ['a process that was killed', () => log(1)],
    ['a restart', () => [log().stops(), new Log(BEGIN + 60).calls(5)]],
    ['a crash and a restart', () => [log(), new Log(BEGIN + 60).calls(5).stops()]],
    ['two processes at once', () => [log(50).stops(), new Log(BEGIN, 9).calls(50).stops()]],
    [
      'a clock that was set back',
      () => {
        const back = log();
        back.clock -= 3_600;
        return back.calls(20).stops();
      },
    ],
    [
      'a clock that jumped ahead',
      () => {
        const ahead = log();
        ahead.clock += 10 * DAY;
        return ahead.calls(20).stops();
      },
    ],
    ['records that were dropped', () => log().loses(5).calls(3).stops()],
    ['records that the store refused', () => log().loses(1, 'rejected').calls(3).loses(1, 'rejected').stops()],
    ['a gap that was told of after the end', () => log().stops().loses(0).loses(2, 'shutdown')],
    ['a life whose first call was dropped', () => new Log().loses(1).calls(5)],
    ['an erasure', () => log().without([2, 5, 6], 'erasure').calls(3)],
    ['two erasures', () => log().without([2, 5, 6], 'erasure').without([3, 4], 'erasure').calls(3).stops()],
    [
      'removal by rule',
      () =>
        log(100)
          .without(
            Array.from({ length: 49 }, (_, index) => 2 * index + 2),
            'retention',
          )
          .stops(),
    ],
    ['an archive of the head', () => log().without([1, 2, 3, 4, 5], 'archive').stops()],
    ['expired records', () => new Log().calls(40).without([1, 2, 3, 4, 5, 6, 7, 8]).stops(), at(0)],
    [
      'records under a legal hold among expired ones',
      () => new Log().calls(40).without([1, 2, 4, 5, 6, 8, 9]).stops(),
      at(0),
    ],
    [
      'expired records with their gap record',
      () => log().loses(4).calls(1).without([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 16]).calls(9),
      at(0),
    ],
    [
      'a long request that expired before its neighbors',
      () => {
        const long = new Log(BEGIN - 600).calls(1_200);
        return long.without([...Array.from({ length: 600 }, (_, index) => index + 1), 700]);
      },
      at(0),
    ],
    [
      'a log without numbers',
      () => {
        const plain = log();
        plain.records = plain.records.map(({ instance: _instance, seq: _seq, ...record }) => record as ActivityLog);
        return plain;
      },
    ],
    ['a part of a log', () => log(100).without(Array.from({ length: 30 }, (_, index) => index + 1)), { isPart: true }],
    [
      'a replay: records stored in another order',
      () => {
        const replayed = log(50).stops();
        replayed.records.reverse();
        return replayed;
      },
    ],
  ];

  it.each(histories)('%s', (_name, history, settings) => {
    expect(verify([history()].flat(), settings)).toMatchObject({ codes: [], unexplained: 0 });
  });

  it('and counts what it explains, by cause', () => {
    const one = log().loses(5).calls(3).without([3, 4], 'erasure').without([6], 'retention').stops();
    expect(verify([one])).toMatchObject({ explained: { gap: 5, erasure: 2, retention: 1 }, open: 0, instances: 1 });
  });

  it('and tells which numbers are explained', () => {
    const one = log().loses(2).calls(3).without([5]);
    const { check } = verify([one]);
    const id = String(one.instance);
    expect([
      check.explains(id, 12, 13),
      check.explains(id, 5, 5),
      check.explains(id, 4, 4),
      check.explains(id, 12, 14),
    ]).toEqual([true, false, false, false]);
  });

  it('and tells that a removal explains numbers behind the last record', () => {
    const one = log(10).without([9, 10, 11], 'retention');
    const { check } = verify([one]);
    const id = String(one.instance);
    expect([check.explains(id, 9, 11), check.explains(id, 9, 12)]).toEqual([true, false]);
    const gone = log(3);
    gone.without([3, 4], 'retention').records = gone.records.filter(({ seq }) => seq === undefined);
    const { check: rest } = verify([gone]);
    expect([3, 1].map((from) => rest.explains(String(gone.instance), from, 4))).toEqual([true, false]);
  });

  it('a process that runs, some of whose records of the last minutes are stored after later ones', () => {
    const settledBefore = new Date((BEGIN + 3_600) * 1_000);
    const running = (): Log => {
      const one = log(10);
      one.clock = BEGIN + 3_601;
      return one.calls(10);
    };
    const kept = running();
    const last = kept.records.at(-1)!.seq!;
    const onTheWay = [last - 9, last - 4, last - 3];
    expect(verify([running().without(onTheWay)], { settledBefore })).toMatchObject({
      codes: ['recent-records'],
      unexplained: 0,
      recent: 3,
    });
    expect(verify([running().without(onTheWay)])).toMatchObject({ codes: ['missing-records'], unexplained: 3 });
    expect(verify([running().without([5, last - 1])], { settledBefore })).toMatchObject({
      codes: ['missing-records', 'recent-records'],
      unexplained: 1,
      recent: 1,
    });
    expect(
      verify(
        [
          running()
            .stops()
            .without([last - 1]),
        ],
        { settledBefore },
      ),
    ).toMatchObject({
      codes: ['missing-records'],
      unexplained: 1,
    });
  });

  it('whole days, whose neighbors have the numbers of requests that were recorded beyond midnight', () => {
    const days = { from: new Date((BEGIN + 2 * 3_600) * 1_000), to: new Date((BEGIN + 2 * DAY) * 1_000) };
    const one = log(10);
    one.clock = BEGIN + DAY;
    one.calls(10);
    one.clock = BEGIN + 2 * DAY;
    one.calls(10).without([1, 2, 3, 22, 23, 25]);
    expect(verify([one], { days })).toMatchObject({ codes: [], unexplained: 0 });
    expect(verify([one.without([15, 16])], { days })).toMatchObject({ codes: ['missing-records'], unexplained: 2 });
  });
});

function inserted(into: Log, seq: number): Log {
  return into.insert({ instance: into.instance, seq });
}

function gapRecord(of: Log, first: number, last: number, seq?: number): Partial<ActivityLog> {
  const body = gapBody(of, first, last);
  return {
    url_name: ACTIVITY_GAP,
    namespace: 'ActivityTracker',
    body,
    instance: of.instance,
    ...(seq !== undefined && { seq }),
  };
}

it('a removal is not taken for an end', () => {
  const names = log()
    .stops()
    .without([3], 'erasure')
    .records.map(({ url_name }) => url_name);
  expect(names.filter((name) => name === ACTIVITY_STOPPED)).toHaveLength(1);
});
