import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../common/time.js';
import type { RetentionRule } from '../storage/retention-rule.js';
import { planRetention } from './retention-plan.js';
import { longestTerm, readRetentionRules } from './retention-rules.js';
import { termOf } from './term.js';

describe('termOf', () => {
  it.each<[unknown, number | undefined]>([
    ['12h', 12 * HOUR_MS],
    ['30d', 30 * DAY_MS],
    ['2w', 14 * DAY_MS],
    ['1y', 365 * DAY_MS],
    ['100y', 36_500 * DAY_MS],
    ['forever', Infinity],
    ['101y', undefined],
    ['0d', undefined],
    ['-1d', undefined],
    ['1.5d', undefined],
    ['30', undefined],
    ['30 d', undefined],
    ['30D', undefined],
    ['30m', undefined],
    ['1e3d', undefined],
    ['', undefined],
    [30, undefined],
    [null, undefined],
  ])('reads %j', (text, term) => {
    expect(termOf(text)).toBe(term);
  });
});

describe('readRetentionRules', () => {
  it.each<[string, RetentionRule[], number]>([
    ['the example of the documentation', example(), Infinity],
    ['a rule for every record', [{ when: 'status:5xx', keep: '1y' }, { keep: '30d' }], 365 * DAY_MS],
    [
      'a rule that keeps forever, and one for the rest',
      [{ when: 'user:7', keep: 'forever' }, { keep: '1d' }],
      Infinity,
    ],
    ['both terms in one rule', [{ keep: '30d', bodiesFor: '12h' }], 30 * DAY_MS],
    ['a body rule after a rule for every record', [{ keep: '30d' }, { bodiesFor: '7d' }], 30 * DAY_MS],
    [
      'the same query for records and for bodies',
      [
        { when: 'user:7', keep: '2d' },
        { when: 'user:7', bodiesFor: '1d' },
      ],
      Infinity,
    ],
    ['fixed dates', [{ when: 'from:2025-01-01 to:2025-01-31', keep: '5y' }], Infinity],
    ['no rule', [], Infinity],
  ])('accepts %s', (_case, rules, longest) => {
    const plan = readRetentionRules(rules);
    expect(plan.problems).toEqual([]);
    expect(plan.rules.map(({ rule }) => rule)).toEqual(rules);
    expect(longestTerm(plan)).toBe(longest);
  });

  it.each<[string, unknown[], RegExp[]]>([
    [
      'an unknown term',
      [{ keep: '30 days' }],
      [/^storage\.retention\[0\]\.keep is "30 days": must be a whole number .* Correct it\.$/],
    ],
    ['a number', [{ keep: 30 }], [/\[0\]\.keep is 30: must/]],
    ['null', [{ when: 'user:7', keep: null }], [/\[0\]\.keep is null: must/]],
    ['no term', [{ when: 'user:7' }], [/\[0\] has no term: must have keep, bodiesFor or both/]],
    ['a text in place of a rule', ['30d'], [/\[0\] is "30d": must be an object/]],
    [
      'a misspelled key',
      [{ keeps: '30d', keep: '1d' }],
      [/\[0\]\.keeps is not an option\. Did you mean storage\.retention\[0\]\.keep\?/],
    ],
    [
      'an unknown field',
      [{ when: 'stats:2xx', keep: '1d' }],
      [/\[0\]\.when is "stats:2xx": "stats" is not a field \(character 1\)\. Did you mean status/],
    ],
    ['an invalid value', [{ keep: '1d', when: 'status:2x' }], [/\[0\]\.when is "status:2x": status is "2x"/]],
    [
      'an empty query',
      [{ when: ' ', keep: '1d' }],
      [/\[0\]\.when is " ": must be a query .* Remove it to match every record/],
    ],
    ['a query that is none', [{ when: 7, keep: '1d' }], [/\[0\]\.when is 7: must be a query/]],
    ['words', [{ when: 'status:2xx secret', keep: '1d' }], [/must not contain words/]],
    ['since', [{ when: 'since:24h', keep: '1d' }], [/must not contain since/]],
    ['a part of an id', [{ when: 'user:*ann', keep: '1d' }], [/as in user:demo-\*/]],
    [
      'bodies that outlive their record',
      [{ keep: '7d', bodiesFor: '1w' }],
      [/bodiesFor is "1w": must be shorter than keep, "7d"/],
    ],
    [
      'a rule after one for every record',
      [{ keep: '30d' }, { when: 'status:5xx', keep: '1y' }],
      [/\[1\]\.keep is "1y": must be reachable, but storage\.retention\[0\] matches every record/],
    ],
    [
      'a second rule for every body',
      [{ bodiesFor: '7d' }, { keep: '30d' }, { bodiesFor: '1d' }],
      [/\[2\]\.bodiesFor is "1d": must be reachable, but storage\.retention\[0\]/],
    ],
    [
      'the same query twice',
      [
        { when: 'user:7', keep: '1d' },
        { when: 'user_id:7', keep: '2d' },
      ],
      [/\[1\]\.keep is "2d": must be reachable, but storage\.retention\[0\] matches the same records/],
    ],
    [
      'too many rules',
      Array.from({ length: 51 }, (_, id) => ({ when: `user:${id}`, keep: '1d' })),
      [/has 51 rules: must have at most 50/],
    ],
    ['two faults', [{ keep: 'x' }, { when: 'y:z', keep: '1d' }], [/\[0\]\.keep/, /\[1\]\.when/]],
  ])('refuses %s', (_case, rules, patterns) => {
    const { problems } = readRetentionRules(rules as RetentionRule[]);
    expect(problems).toHaveLength(patterns.length);
    for (const [position, pattern] of patterns.entries()) expect(problems[position]).toMatch(pattern);
  });

  it('reads dates in the zone of the panel', () => {
    const [rule] = planRetention([{ when: 'to:2026-01-31', keep: '1y' }], { zone: 'Asia/Tokyo' });
    expect(rule!.filter).toEqual({ created_time: { $lte: new Date('2026-01-31T14:59:59.999Z') } });
  });
});

function example(): RetentionRule[] {
  return [{ when: 'status:2xx method:GET', keep: '30d' }, { when: 'user:*', keep: '1y' }, { bodiesFor: '7d' }];
}
