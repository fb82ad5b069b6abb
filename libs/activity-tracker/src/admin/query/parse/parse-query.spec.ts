import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ActivityQuery, QueryCondition, QueryField, QueryTerm } from '../activity-query.js';
import { formatQuery } from './format-query.js';
import { generatedCondition, QUERIED_FIELDS } from '../generated-queries.fixture.js';
import { MAX_CONDITIONS, MAX_QUERY_LENGTH, parseQuery } from './parse-query.js';
import { QuerySyntaxError } from './query-syntax-error.js';

const equals = (value: string | number | Date): QueryTerm => ({ operator: 'equals', value });
const condition = (field: QueryField, ...terms: QueryTerm[]): QueryCondition => ({ field, negated: false, terms });
const not = (field: QueryField, ...terms: QueryTerm[]): QueryCondition => ({ field, negated: true, terms });

function failure(text: string): QuerySyntaxError {
  try {
    parseQuery(text);
  } catch (error) {
    if (error instanceof QuerySyntaxError) return error;
    throw error;
  }
  throw new Error(`${text} was understood`);
}

describe('parseQuery', () => {
  it.each<[string, QueryCondition[]]>([
    ['', []],
    [' \t\n', []],
    ['user:42', [condition('user', equals('42'))]],
    ['user_id:0', [condition('user', equals('0'))]],
    ['USER:Ann', [condition('user', equals('Ann'))]],
    ['user:"a \\"b\\" \\\\c"', [condition('user', equals('a "b" \\c'))]],
    ['user:none', [condition('user', { operator: 'none' })]],
    ['user:*', [condition('user', { operator: 'glob', value: '*' })]],
    ['user:demo-*', [condition('user', { operator: 'glob', value: 'demo-*' })]],
    ['user:demo-**', [condition('user', { operator: 'glob', value: 'demo-*' })]],
    ['actor_id:1', [condition('actor', equals('1'))]],
    ['resource:order', [condition('resource', { operator: 'glob', value: 'order/*' })]],
    ['resource:order/4711,none', [condition('resource', equals('order/4711'), { operator: 'none' })]],
    ['path:/orders', [condition('path', equals('/orders'))]],
    ['url:https://x.example/a?b=c', [condition('url', equals('https://x.example/a?b=c'))]],
    ['device:"firefox ON windows"', [condition('device', equals('Firefox on Windows'))]],
    ['sid:a,none', [condition('session', equals('a'), { operator: 'none' })]],
    ['id:6B0592D247016ED3D60074F2', [condition('id', equals('6b0592d247016ed3d60074f2'))]],
    ['request_id:7f3c*', [condition('request', { operator: 'glob', value: '7f3c*' })]],
    ['graphql:createOrder', [condition('graphql', equals('createOrder'))]],
    ['user:"*"', [condition('user', equals('*'))]],
    ['user:"none"', [condition('user', equals('none'))]],
    ['-method:get', [not('method', equals('GET'))]],
    ['country:!DE', [not('country', equals('Germany'))]],
    ['country:de,"new zealand",Elbonia', [condition('country', ...['Germany', 'New Zealand', 'Elbonia'].map(equals))]],
    ['status:4xx,500', [condition('status', { operator: 'class', value: 4 }, equals(500))]],
    ['status:>=500', [condition('status', { operator: '>=', value: 500 })]],
    ['code:400..499', [condition('status', { operator: 'range', from: 400, to: 499 })]],
    ['duration:>500', [condition('duration', { operator: '>', value: 500 })]],
    ['duration:<=1.5s', [condition('duration', { operator: '<=', value: 1_500 })]],
    ['duration:100..2s', [condition('duration', { operator: 'range', from: 100, to: 2_000 })]],
    ['route:Orders.*', [condition('route', { operator: 'glob', value: 'Orders.*' })]],
    ['route:"Orders.*"', [condition('route', equals('Orders.*'))]],
    ['route:/orders/:id', [condition('route', equals('/orders/:id'))]],
    ['ip:2001:DB8:0:0:0:0:0:1', [condition('ip', equals('2001:db8::1'))]],
    ['ip:10.1.2.3/8', [condition('ip', { operator: 'network', value: '10.0.0.0/8' })]],
    ['ip:2001:db8:1::7/32', [condition('ip', { operator: 'network', value: '2001:db8::/32' })]],
    ['from:2024-05-31', [condition('from', equals(new Date('2024-05-31T00:00:00.000Z')))]],
    ['to:2024-05-31', [condition('to', equals(new Date('2024-05-31T23:59:59.999Z')))]],
    ['from:2024-05-31T08:30:00+02:00', [condition('from', equals(new Date('2024-05-31T06:30:00.000Z')))]],
    ['since:24h', [condition('since', equals(86_400_000))]],
    ['refund', [condition('text', equals('refund'))]],
    ['a b', [condition('text', equals('a')), condition('text', equals('b'))]],
    ['"a b" -"c:d"', [condition('text', equals('a b')), not('text', equals('c:d'))]],
    ['text:"a b",c', [condition('text', equals('a b'), equals('c'))]],
    [
      'or and not',
      [condition('text', equals('or')), condition('text', equals('and')), condition('text', equals('not'))],
    ],
    ['(a+)+$', [condition('text', equals('(a+)+$'))]],
    ['{"$where":1}'.replaceAll('"', "'"), [condition('text', equals("{'$where':1}"))]],
  ])('reads %j', (text, conditions) => {
    expect(parseQuery(text)).toEqual({ conditions });
  });

  it.each<[string, number, number, RegExp, RegExp]>([
    ['usr:42', 0, 3, /"usr" is not a field/, /Did you mean user\?/],
    ['user:42 stats:5xx', 8, 5, /"stats" is not a field/, /Did you mean status\?/],
    ['https://x.example/', 0, 5, /"https" is not a field/, /put it in quotes/],
    ['user:', 5, 1, /user has no value/, /user:42/],
    ['user:*ann', 5, 4, /user is "\*ann"/, /as in user:demo-\*/],
    ['user:a*n*', 5, 4, /user is "a\*n\*"/, /as in user:demo-\*/],
    ['resource:/4711', 9, 5, /resource is "\/4711"/, /resource:order\/4711/],
    ['path:orders', 5, 6, /path is "orders"/, /path:\*orders/],
    ['device:Firefix', 7, 7, /device is "Firefix"/, /Did you mean Firefox\?/],
    ['id:6b05', 3, 4, /id is "6b05"/, /24 digits/],
    ['company:ACME', 0, 7, /"company" is not a field/, /put it in quotes/],
    ['(status:5xx', 0, 11, /parentheses do not group/, /status:4xx,5xx/],
    ['user:1 (-status:5xx method:GET)', 7, 12, /parentheses do not group/, /put it in quotes/],
    ['( a )', 0, 1, /parentheses do not group/, /put it in quotes/],
    ['user:""', 5, 2, /user has no value/, /user:42/],
    ['status:4xx,,5xx', 11, 1, /status has no value/, /status:5xx/],
    ['status:5x', 7, 2, /status is "5x"/, /a class such as 5xx/],
    ['status:99', 7, 2, /status is "99"/, /a code such as 404/],
    ['status:500..400', 7, 8, /status is "500..400"/, /write 400..500/],
    ['method:GTE', 7, 3, /method is "GTE"/, /Did you mean GET\?/],
    ['outcome:abort', 8, 5, /outcome is "abort"/, /Did you mean aborted\?/],
    ['duration:500', 9, 3, /duration is "500"/, /write >500 or <500/],
    ['duration:>1e3', 9, 4, /duration is ">1e3"/, /a comparison such as >500/],
    ['ip:10.0.0.256', 3, 10, /ip is "10.0.0.256"/, /an IP address/],
    ['ip:10.0.0.0/0', 3, 10, /ip is/, /from \/1 to \/32/],
    ['ip:2001:db8::/33', 3, 13, /ip is/, /between two groups/],
    ['from:2024-02-30', 5, 10, /from is "2024-02-30"/, /a date such as/],
    ['from:2024-05-31T08:30', 5, 16, /from is/, /with its zone/],
    ['from:+275760-09-13', 5, 13, /from is/, /a date such as/],
    ['to:Infinity', 3, 8, /to is "Infinity"/, /a date such as/],
    ['since:yesterday', 6, 9, /since is "yesterday"/, /24h/],
    ['from:2024-05-31 to:2024-05-30', 0, 29, /from is later than to/, /Exchange/],
    ['from:2024-05-31 from:2024-05-30', 0, 31, /from is given twice/, /Keep one/],
    ['from:2024-05-31,2024-05-30', 5, 21, /from has several values/, /Keep one/],
    ['"abc', 0, 4, /a quote is opened/, /Add a "/],
    ['user:"a"b', 8, 1, /a space is missing/, /Put a space/],
    ['a -', 2, 1, /nothing follows/, /-method:GET/],
    ['-country:!DE', 9, 1, /negated twice/, /not both/],
    ['country:DE,!FR', 11, 3, /! stands before a single value/, /-country:/],
    ['status:500 OR user:1', 11, 2, /"OR" is not an operator/, /status:4xx,5xx/],
    ['a\0b', 1, 1, /NUL/, /Remove/],
    ['name:*a*b*c*d*e', 5, 10, /name is/, /at most 4/],
    [`user:${'x'.repeat(257)}`, 5, 257, /user is "x{40}…"/, /256 characters/],
    ['x'.repeat(MAX_QUERY_LENGTH + 2), MAX_QUERY_LENGTH, 2, /4098 characters/, /Shorten it to 4096/],
    ['a '.repeat(MAX_CONDITIONS + 1).trim(), 40, 1, /more than 20 conditions/, /separated by commas/],
  ])('reports the problem in %.60j, and its position', (text, position, length, problem, remedy) => {
    const error = failure(text);
    expect([error.position, error.length]).toEqual([position, length]);
    expect(error.problem).toMatch(problem);
    expect(error.remedy).toMatch(remedy);
    expect(error.getResponse()).toMatchObject({ statusCode: 400, position, length, remedy: error.remedy });
  });

  it.each([
    ['stats:5xx', 'did_you_mean', { value: 'stats', nearest: 'status' }],
    ['zzzzzzzz:1', 'unknown_field', { value: 'zzzzzzzz' }],
    ['method:GTE', 'did_you_mean', { field: 'method', value: 'GTE', example: 'method:POST', nearest: 'GET' }],
    ['status:5xy', 'invalid_value', { field: 'status', value: '5xy', example: 'status:5xx' }],
    ['user:', 'missing_value', { field: 'user', example: 'user:42' }],
    ['status:500..400', 'range_reversed', { field: 'status', range: '400..500' }],
    ['duration:500', 'exact_duration', { field: 'duration', value: '500' }],
    ['path:orders', 'path_without_slash', { value: 'orders' }],
    ['resource:/4', 'resource_without_type', { example: 'resource:order/4711' }],
    ['user:*x', 'wildcard_not_at_end', { field: 'user' }],
    ['name:*a*b*c*d*e', 'too_many_wildcards', { max: 4 }],
    ['ip:2001:db8::/33', 'ip_range_between_groups', {}],
    [`user:${'x'.repeat(257)}`, 'value_too_long', { max: 256, value: `${'x'.repeat(40)}…` }],
    ['a OR b', 'not_an_operator', { value: 'OR' }],
    ['(a:b', 'parentheses', {}],
    ['a -', 'nothing_negated', {}],
    ['-country:!DE', 'negated_twice', { field: 'country' }],
    ['country:DE,!FR', 'negated_value', { example: '-country:DE' }],
    ['"abc', 'open_quote', {}],
    ['user:"a"b', 'missing_space', {}],
    ['a\0b', 'nul_character', {}],
    ['from:2024-05-31,2024-05-30', 'several_values', { field: 'from' }],
    ['from:2024-05-31 from:2024-05-30', 'repeated_field', { field: 'from' }],
    ['from:2024-05-31 to:2024-05-30', 'times_exchanged', {}],
    [`status:${'200,'.repeat(50)}200`, 'too_many_values', { field: 'status', max: 50 }],
    ['a '.repeat(MAX_CONDITIONS + 1), 'too_many_conditions', { max: MAX_CONDITIONS }],
    ['x'.repeat(MAX_QUERY_LENGTH + 2), 'query_too_long', { length: 4_098, max: 4_096 }],
  ])('tells the kind of the problem in %.60j and its parameters', (text, code, values) => {
    const error = failure(text);
    expect(error.code).toBe(code);
    expect(error.values).toMatchObject(values);
    expect(error.getResponse()).toMatchObject({ code, values: error.values });
  });

  it.each<[string, QueryCondition[]]>([
    ['company_id:ACME', [condition('payload.company_id', equals('ACME'))]],
    ['-payload.company_id:AC*', [not('payload.company_id', { operator: 'glob', value: 'AC*' })]],
    ['tenant2:none', [condition('payload.tenant2', { operator: 'none' })]],
    // A claim does not take the place of a field.
    ['name:list', [condition('name', equals('list'))]],
    ['payload.name:Ann', [condition('payload.name', equals('Ann'))]],
  ])('reads claims of jwt.payloadKeys: %j', (text, conditions) => {
    expect(parseQuery(text, { payloadKeys: ['company_id', 'tenant2', 'name', 'https://x.example/role'] })).toEqual({
      conditions,
    });
  });

  it('suggests a claim for a misspelled one', () => {
    expect(() => parseQuery('compny_id:1', { payloadKeys: ['company_id'] })).toThrow(/Did you mean company_id\?/);
  });

  it.each<[string[] | 'any' | undefined, boolean]>([
    [['company_id'], false],
    [[], false],
    [['sid'], true],
    [['jti'], true],
    ['any', true],
    [undefined, true],
  ])('accepts session with the claims %j: %s', (payloadKeys, isAccepted) => {
    const parse = () => parseQuery('session:5f1c', payloadKeys ? { payloadKeys } : {});
    if (isAccepted) expect(parse).not.toThrow();
    else expect(parse).toThrow(/no sid and no jti.*Add sid or jti to jwt\.payloadKeys/);
  });

  it.each([
    ['Europe/Berlin', '2024-03-31', '2024-03-30T23:00:00.000Z', '2024-03-31T21:59:59.999Z'],
    ['Europe/Berlin', '2024-10-27', '2024-10-26T22:00:00.000Z', '2024-10-27T22:59:59.999Z'],
    ['America/New_York', '2024-11-03', '2024-11-03T04:00:00.000Z', '2024-11-04T04:59:59.999Z'],
    ['Asia/Kathmandu', '2024-01-01', '2023-12-31T18:15:00.000Z', '2024-01-01T18:14:59.999Z'],
    // Clocks went from 23:59:59 to 01:00:00: the day has no midnight.
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00.000Z', '2018-11-05T01:59:59.999Z'],
    ['+03:30', '2024-01-01', '2023-12-31T20:30:00.000Z', '2024-01-01T20:29:59.999Z'],
    ['-24:00', '2024-01-01', '2024-01-02T00:00:00.000Z', '2024-01-02T23:59:59.999Z'],
    ['Pacific/Kiritimati', '2024-01-01', '2023-12-31T10:00:00.000Z', '2024-01-01T09:59:59.999Z'],
  ])('takes dates in %s: %s', (zone, date, from, to) => {
    const { conditions } = parseQuery(`from:${date} to:${date}`, { zone });
    expect(conditions.map(({ terms: [term] }) => term)).toEqual([equals(new Date(from)), equals(new Date(to))]);
  });

  it('never fails but with a QuerySyntaxError within the text', () => {
    const pieces = fc.constantFrom(...':-!,"\\*> ', 'user', 'status', '..', '5xx', 'from:', '2024-02-29');
    const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: pieces, maxLength: 12 }));
    const told = { parsed: 0, refused: 0 };
    fc.assert(
      fc.property(anyText, (text) => {
        try {
          parseQuery(text);
          told.parsed++;
        } catch (error) {
          expect(error).toBeInstanceOf(QuerySyntaxError);
          const { position, length } = error as QuerySyntaxError;
          expect(position).toBeGreaterThanOrEqual(0);
          expect(position).toBeLessThanOrEqual(text.length);
          expect(length).toBeGreaterThanOrEqual(0);
          told.refused++;
        }
      }),
      { numRuns: 2_000 },
    );
    expect(Math.min(told.parsed, told.refused)).toBeGreaterThan(100);
  });
});

describe('formatQuery', () => {
  it.each([
    ['user_id:42   code:5XX', 'user:42 status:5xx'],
    ['country:!de "a"', '-country:Germany a'],
    ['country:"United States"', 'country:"United States"'],
    ['duration:>1.5s since:60m', 'duration:>1500ms since:1h'],
    ['"OR" "none" name:"none" name:"a*b"', '"OR" none name:"none" name:"a*b"'],
    ['ip:::1', 'ip:::1'],
    ['text:a,b', 'text:a,b'],
  ])('writes %j as %j', (text, canonical) => {
    expect(formatQuery(parseQuery(text))).toBe(canonical);
  });

  it('is understood as the query it was made of', () => {
    const condition = fc.constantFrom(...QUERIED_FIELDS).chain(generatedCondition);
    const free = fc.record({
      field: fc.constantFrom<QueryField>('text', 'user', 'name', 'event', 'trace', 'controller'),
      negated: fc.boolean(),
      terms: fc.array(
        fc
          .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
          .filter((text) => !text.includes('\0'))
          .map(equals),
        { minLength: 1, maxLength: 3 },
      ),
    });
    const anyQuery: fc.Arbitrary<ActivityQuery> = fc
      .array(fc.oneof(condition, free), { maxLength: 6 })
      .map((conditions) => ({
        conditions: conditions.filter(({ field }) => !['from', 'to', 'since'].includes(field)),
      }));
    fc.assert(
      fc.property(anyQuery, (query) => {
        expect(parseQuery(formatQuery(query), { payloadKeys: ['company_id', 'sid'] })).toEqual(query);
      }),
      { numRuns: 1_000 },
    );
    fc.assert(
      fc.property(fc.constantFrom<QueryField>('from', 'to', 'since').chain(generatedCondition), (condition) => {
        expect(parseQuery(formatQuery({ conditions: [condition] }))).toEqual({ conditions: [condition] });
      }),
    );
  });
});
