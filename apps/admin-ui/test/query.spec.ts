import { describe, expect, it } from 'vitest';
import { suggestionsAt } from '../src/query/complete';
import { including, negating, removing, toggled, without } from '../src/query/edit';
import { parseQuery } from '../../../libs/activity-tracker/src/admin/query/parse/parse-query';
import { isTimeField } from '../../../libs/activity-tracker/src/admin/query/parse/time-fields';
import { condition, isTime, scan, splitTime, values, withTime } from '../src/query/scan';

describe('reading a query', () => {
  it('tells conditions apart, quotes respected, and knows where they stand', () => {
    const query = 'user:42 -method:GET status:!4xx,5xx "free text" since:24h';
    expect(scan(query).map(({ field, negated, value }) => [field, negated, value])).toEqual([
      ['user', false, '42'],
      ['method', true, 'GET'],
      ['status', true, '4xx,5xx'],
      ['text', false, '"free text"'],
      ['since', false, '24h'],
    ]);
    for (const { start, end, text } of scan(query)) expect(query.slice(start, end)).toBe(text);
  });

  it.each([
    'user:42 -method:GET status:!4xx,5xx "free text" since:24h',
    'name:"Redeem \\"card\\"",Orders.* -text:"a b" ip:2a02::1 word',
    'after:2026-01-01 LAST:7d',
  ])('finds the conditions that the API finds: %s', (query) => {
    const parsed = parseQuery(query.replace('LAST:7d', 'before:2026-02-01')).conditions;
    const pieces = scan(query);
    expect(pieces.map(({ negated }) => negated)).toEqual(parsed.map(({ negated }) => negated));
    expect(pieces.map(({ field, value }) => (field === 'text' ? 1 : values(value).length))).toEqual(
      parsed.map(({ terms }) => terms.length),
    );
    expect(pieces.filter(isTime)).toHaveLength(parsed.filter(({ field }) => isTimeField(field)).length);
  });

  it.each(['', '   ', '"open', '-', ':', 'a:b:c', 'x:"a\\"b"y', '\u202e'])('always comes to an end: %j', (query) => {
    expect(
      scan(query)
        .map(({ text }) => text)
        .join(''),
    ).toBe(query.replaceAll(/\s/g, ''));
  });

  it('keeps what is asked and the time apart', () => {
    const { words, time } = splitTime('status:5xx from:2026-01-01 "a  b" to:2026-02-01');
    expect({ words, time }).toEqual({ words: 'status:5xx "a  b"', time: 'from:2026-01-01 to:2026-02-01' });
    expect(withTime(words, time)).toBe('status:5xx "a  b" from:2026-01-01 to:2026-02-01');
    expect(withTime('', 'since:1h')).toBe('since:1h');
  });
});

describe('a condition for a value', () => {
  it.each([
    ['user', 42, 'user:42'],
    ['user', null, 'user:none'],
    ['user', 'none', 'user:"none"'],
    ['country', 'United States', 'country:"United States"'],
    ['route', '/orders/:id', 'route:/orders/:id'],
    ['ip', '2a02::1', 'ip:2a02::1'],
    ['name', 'OrdersController.list', 'name:OrdersController.list'],
    ['trace', 'a"b\\c', String.raw`trace:"a\"b\\c"`],
    ['text', 'user:42', '"user:42"'],
    ['text', 'OR', '"OR"'],
  ])('%s %j', (field, value, text) => {
    expect(condition(field, value)).toBe(text);
    expect(condition(field, value, true)).toBe(`-${text}`);
    expect(scan(text)).toHaveLength(1);
  });
});

describe('changing a query', () => {
  it.each([
    ['', 'status:5xx', 'status:5xx'],
    ['status:4xx', 'status:5xx', 'status:4xx,5xx'],
    ['status:4xx,5xx', 'status:5xx', 'status:4xx,5xx'],
    ['-method:GET', 'method:GET', 'method:GET'],
    ['"one"', '"two"', '"one" "two"'],
    [
      'duration:>=10ms duration:<50ms user:1',
      'duration:>=100ms duration:<500ms',
      'user:1 duration:>=100ms duration:<500ms',
    ],
  ])('%j with %j', (query, added, result) => expect(including(query, added)).toBe(result));

  it.each([
    ['status:4xx,5xx', 'status:4xx', 'status:5xx'],
    ['status:4xx', 'status:4xx', ''],
    ['duration:>=10ms duration:<50ms user:1', 'duration:>=10ms duration:<50ms', 'user:1'],
    ['country:"United States",France', 'country:"United States"', 'country:France'],
    ['user:1', 'user:2', 'user:1'],
  ])('%j without %j', (query, removed, result) => expect(without(query, removed)).toBe(result));

  it('toggles there and back', () => {
    const once = toggled('user:1', 'status:5xx');
    expect(toggled(once, 'status:5xx')).toBe('user:1');
  });

  it('turns one condition round, and takes one out', () => {
    const query = 'user:1 -method:GET status:!5xx';
    const [user, method, status] = scan(query);
    expect(negating(query, user!)).toBe('-user:1 -method:GET status:!5xx');
    expect(negating(query, method!)).toBe('user:1 method:GET status:!5xx');
    expect(negating(query, status!)).toBe('user:1 -method:GET status:5xx');
    expect(removing(query, method!)).toBe('user:1 status:!5xx');
  });
});

describe('completion', () => {
  const fields = [
    { name: 'status', aliases: ['code'], example: 'status:5xx', rule: '' },
    { name: 'user', aliases: [], example: 'user:42', rule: '' },
  ];
  const facets = {
    status: {
      counted: 3,
      unlisted: 0,
      complete: true,
      values: [4, 5].map((value) => ({ value, count: value, query: `status:${value}xx` })),
    },
    country: {
      counted: 1,
      unlisted: 0,
      complete: true,
      values: [{ value: 'United States', count: 1, query: 'country:"United States"' }],
    },
  };
  const at = (query: string, caret = query.length) =>
    suggestionsAt(query, caret, fields, facets, String).map(
      ({ insert, start, end }) => query.slice(0, start) + insert + query.slice(end),
    );

  it.each([
    ['', ['status:', 'user:']],
    ['st', ['status:']],
    ['-us', ['-user:']],
    ['code', ['status:']],
    ['status:', ['status:4xx ', 'status:5xx ']],
    ['status:4xx,', ['status:4xx,5xx ']],
    ['status:5', ['status:5xx ']],
    ['country:un', ['country:"United States" ']],
    ['"quoted', []],
    ['nothing:', []],
  ])('%j', (query, results) => expect(at(query)).toEqual(results));
});
