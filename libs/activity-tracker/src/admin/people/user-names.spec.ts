import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HostLog } from '../../common/host-log.js';
import { formatQuery } from '../query/parse/format-query.js';
import { parseQuery } from '../query/parse/parse-query.js';
import type { UserDescription } from './user-description.js';
import { UserNames } from './user-names.js';

const ANNA = { id: 42, label: 'Anna Example', detail: 'anna@shop.example' };
const BEN = { id: 'b-7', label: 'Ben Example' };

describe('UserNames', () => {
  let now: number;
  let lines: string[];
  const logger = { warn: (line: string) => void lines.push(line) } as HostLog;
  const namesOf = (
    options: ConstructorParameters<typeof UserNames>[0],
    occurs?: ConstructorParameters<typeof UserNames>[1],
  ) => new UserNames(options, occurs, () => now, logger);
  const asked: unknown[][] = [];
  const describeUsers = (ids: readonly unknown[]): UserDescription[] => {
    asked.push([...ids]);
    return [ANNA, BEN].filter(({ id }) => ids.some((each) => String(each) === String(id)));
  };

  beforeEach(() => {
    now = 0;
    lines = [];
    asked.length = 0;
  });
  afterEach(() => void vi.useRealTimers());

  it('describes the ids that the application knows, once in five minutes', async () => {
    const names = namesOf({ describeUsers });
    const ids = [42, '42', 'b-7', 'unknown', null, undefined, '', Number.NaN];
    expect(await names.describe(ids)).toEqual({ '42': ANNA, 'b-7': BEN });
    now += 5 * 60_000 - 1;
    expect(await names.describe(['42', 'unknown'])).toEqual({ '42': ANNA });
    expect(asked).toEqual([['42', 'b-7', 'unknown']]);
    now += 1;
    await names.describe([42]);
    expect(asked.at(-1)).toEqual([42]);
  });

  it('asks for at most 200 at a time, and keeps at most 10,000', async () => {
    const names = namesOf({ describeUsers });
    await names.describe(Array.from({ length: 10_100 }, (_, id) => id));
    expect(Math.max(...asked.map(({ length }) => length))).toBe(200);
    asked.length = 0;
    await names.describe([0, 10_099]);
    expect(asked).toEqual([[0]]);
  });

  it('shows ids while the function fails, logs once, and asks again after 30 seconds', async () => {
    let fails = true;
    const names = namesOf({
      describeUsers: (ids) => {
        if (fails) throw new Error('the directory is away');
        return describeUsers(ids);
      },
    });
    expect(await names.describe([42])).toEqual({});
    now += 29_999;
    fails = false;
    expect(await names.describe([42])).toEqual({});
    now += 1;
    expect(await names.describe([42])).toEqual({ '42': ANNA });
    fails = true;
    expect(await names.describe([43])).toEqual({});
    expect(names.failures).toBe(2);
    expect(lines).toEqual([
      'admin.describeUsers failed: the directory is away. Showing ids without names, and asking again after 30 s. Correct the function (logged once)',
    ]);
  });

  it.each<[string, unknown]>([
    ['no list', 5],
    ['no label', [{ id: 42 }]],
    ['no id', [{ label: 'Anna' }]],
    ['a script as URL', [{ ...ANNA, url: 'javascript:alert(1)' }]],
    ['a URL of another host in disguise', [{ ...ANNA, url: '//evil.example' }]],
    ['the same with a backslash, which browsers read as a slash', [{ ...ANNA, url: '/\\evil.example' }]],
  ])('counts %s as a failure', async (_what, answer) => {
    const names = namesOf({ describeUsers: () => answer as UserDescription[] });
    expect(await names.describe([42])).toEqual({});
    expect(names.failures).toBe(1);
  });

  it('leaves out a description that is wrong, and shows the others', async () => {
    const names = namesOf({ describeUsers: () => [{ id: 43, label: '\n ' }, null as never, ANNA] });
    expect(await names.describe([42, 43])).toEqual({ '42': ANNA });
    expect(names.failures).toBe(2);
    expect(lines).toEqual([
      'admin.describeUsers failed: a description has no label. Leaving it out. Correct the function (logged once)',
    ]);
    await names.describe([44]);
    expect(names.failures).toBe(4);
  });

  it('keeps descriptions of the ids that it asked for, 200 characters of each text', async () => {
    const flood = Array.from({ length: 10_000 }, (_, id) => ({ id: `flood-${id}`, label: 'Flood' }));
    const names = namesOf({
      describeUsers: (ids) => (ids.includes(42) ? [ANNA] : [...flood, { id: 1, label: '😀'.repeat(1_000) }]),
    });
    await names.describe([42]);
    expect(await names.describe([1])).toEqual({ '1': { id: 1, label: '😀'.repeat(100) } });
    expect(await names.describe([42])).toEqual({ '42': ANNA });
    expect(await names.find('flood')).toEqual([]);
  });

  it('finds an id of the log alone, whoever else has it in a name', async () => {
    const occurs = vi.fn(async (_field: string, id: string) => id === '42' || id === 'shop');
    const names = namesOf({ describeUsers }, occurs);
    await names.describe([42, 'b-7']);
    expect(formatQuery(await names.resolve(parseQuery('user:42,ben actor:shop,example')))).toBe(
      'user:42,ben,b-7 actor:shop,example,42,b-7',
    );
    expect(occurs.mock.calls).toEqual([
      ['user', '42'],
      ['user', 'ben'],
      ['actor', 'shop'],
      ['actor', 'example'],
    ]);
  });

  it('waits two seconds for the function', async () => {
    vi.useFakeTimers();
    const names = namesOf({ describeUsers: () => new Promise(() => {}) });
    const described = names.describe([42]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await described).toEqual({});
    expect(lines[0]).toContain('no answer within 2 s');
  });

  it('adds the people whom findUsers knows to each condition on people', async () => {
    const findUsers = vi.fn((text: string) => (text === 'anna' ? [42, 'anna', Number.NaN] : []));
    const names = namesOf({ findUsers });
    const resolved = async (text: string) => formatQuery(await names.resolve(parseQuery(text)));
    expect(await resolved('user:anna status:5xx')).toBe('user:anna,42 status:5xx');
    expect(await resolved('-actor:anna,ben')).toBe('-actor:anna,42,ben');
    expect(await resolved('user:anna* name:anna')).toBe('user:anna* name:anna');
    expect(findUsers).toHaveBeenCalledTimes(2);
  });

  it('asks one after the other, and no more after two seconds', async () => {
    let running = 0;
    const findUsers = vi.fn(async (text: string) => {
      expect(++running).toBe(1);
      await Promise.resolve();
      now += 800;
      running--;
      return [`${text}-1`];
    });
    const resolved = await namesOf({ findUsers }).resolve(parseQuery('user:a,b actor:c,d user:e'));
    expect(formatQuery(resolved)).toBe('user:a,a-1,b,b-1 actor:c,c-1,d user:e');
    expect(findUsers).toHaveBeenCalledTimes(3);
  });

  it('finds among the names shown lately without findUsers', async () => {
    const names = namesOf({ describeUsers });
    expect(formatQuery(await names.resolve(parseQuery('user:ANNA')))).toBe('user:ANNA');
    await names.describe([42]);
    expect(formatQuery(await names.resolve(parseQuery('user:ANNA user:shop.example')))).toBe(
      'user:ANNA,42 user:shop.example,42',
    );
  });
});
