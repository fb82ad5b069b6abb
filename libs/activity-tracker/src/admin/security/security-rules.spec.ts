import { describe, expect, it } from 'vitest';
import { countryCode } from '../query/parse/country-name.js';
import { COUNTRY_CENTROIDS } from './country-centroids.js';
import { countryDistance } from './country-distance.js';
import { anomaliesIn, SECURITY_RULES } from './security-rules.js';
import { securityCall } from './security-call.fixture.js';
import type { SecurityCall } from './security.types.js';
import { seenValues } from './seen-values.js';

const MINUTE = 60_000;
const FROM = 1_000 * MINUTE;

type Short = [minute: number, change?: Partial<SecurityCall>];
const callsOf = (shorts: readonly Short[]): SecurityCall[] =>
  shorts.map(([minute, change], i) => securityCall(FROM + minute * MINUTE, { id: `r${i}`, ...change }));
const many = (count: number, everyMinutes: number, change: Partial<SecurityCall>): Short[] =>
  Array.from({ length: count }, (_, i) => [i * everyMinutes, change]);
const BEFORE: Short = [-60];
const FAILED = { status: 401, isFailedSignIn: true };

describe('rules of security', () => {
  it.each<[title: string, calls: Short[], found: [rule: string, values: object, records: string[]][]]>([
    ['nothing unusual', [BEFORE, [1], [2]], []],
    ['a country', [BEFORE, [600, { country: 'France' }]], [['new_country', { country: 'France' }, ['r1']]]],
    ['a country of before the range', [BEFORE, [-1_000, { country: 'France' }], [9_000, { country: 'France' }]], []],
    ['the first call of all', [[1, { country: 'France' }]], []],
    ['no country', [BEFORE, [1, { country: null, network: null, device: null }]], []],
    ['a network', [BEFORE, [1, { network: '2001:db8::/48' }]], [['new_network', { network: '2001:db8::/48' }, ['r1']]]],
    [
      'a device, once',
      [BEFORE, [1, { device: 'Edge' }], [2, { device: 'Edge' }]],
      [['new_device', { device: 'Edge' }, ['r1']]],
    ],
    ['9 refused calls', many(9, 0.1, { status: 403 }), []],
    ['10 refused calls in 6 minutes', many(10, 0.7, { status: 403 }), []],
    ['10 failed calls', many(10, 0.1, { status: 404 }), []],
    [
      '12 refused calls',
      many(12, 0.1, { status: 403 }),
      [['refused_burst', { calls: 12, seconds: 66 }, Array.from({ length: 12 }, (_, i) => `r${i}`)]],
    ],
    [
      'failed sign-ins from a new country',
      [BEFORE, ...many(4, 1, { ...FAILED, country: 'Japan', device: 'Edge' })],
      [],
    ],
    [
      'refused sign-ins, which are no refused calls',
      many(10, 0.1, FAILED),
      [['failed_sign_in_burst', { calls: 10, seconds: 54 }, Array.from({ length: 10 }, (_, i) => `r${i}`)]],
    ],
    ['4 failed sign-ins', many(4, 1, FAILED), []],
    [
      '5 failed sign-ins',
      many(5, 1, FAILED),
      [['failed_sign_in_burst', { calls: 5, seconds: 240 }, ['r0', 'r1', 'r2', 'r3', 'r4']]],
    ],
    [
      'from Germany to Japan in an hour',
      [[-9_000, { country: 'Japan' }], [-60], [0, { country: 'Japan' }]],
      [['impossible_travel', { from: 'Germany', to: 'Japan', km: 8_995, minutes: 60 }, ['r1', 'r2']]],
    ],
    ['from Germany to Japan in ten hours', [[-9_000, { country: 'Japan' }], [-600], [0, { country: 'Japan' }]], []],
    ['to a country that is near', [[-9_000, { country: 'Luxembourg' }], [-60], [0, { country: 'Luxembourg' }]], []],
    ['to a country that is not known', [[-9_000, { country: 'Atlantis' }], [-60], [0, { country: 'Atlantis' }]], []],
  ])('%s', (_, shorts, found) => {
    const calls = callsOf(shorts).sort((a, b) => a.time - b.time);
    expect(anomaliesIn(calls, FROM).map(({ rule, evidence }) => [rule, evidence.values, evidence.records])).toEqual(
      found,
    );
  });

  it('reports two bursts with a pause between, at most 20 records of each', () => {
    const calls = callsOf([...many(30, 0.1, { status: 401 }), ...many(10, 0.1, { status: 401 })]).map((call, i) =>
      i < 30 ? call : { ...call, time: call.time + 60 * MINUTE },
    );
    const found = anomaliesIn(calls, FROM);
    expect(found.map(({ evidence }) => [evidence.values.calls, evidence.records.length])).toEqual([
      [10, 10],
      [30, 20],
    ]);
  });

  it('gives each rule a reason', () => {
    for (const { reason } of SECURITY_RULES) expect(reason).toMatch(/^\S.{20,}\.$/);
  });
});

it('counts the calls from each value, the latest first', () => {
  const calls = callsOf([BEFORE, [1, { country: 'France' }], [2]]);
  expect(seenValues(calls, 'country', FROM)).toMatchObject([
    { value: 'Germany', calls: 2, is_new: false, first: 'r0' },
    { value: 'France', calls: 1, is_new: true, first: 'r1' },
  ]);
});

describe('distances between countries', () => {
  it('has the middle of every country at a place on earth', () => {
    expect(COUNTRY_CENTROIDS.size).toBeGreaterThan(190);
    const names = new Intl.DisplayNames(['en'], { type: 'region' });
    for (const [code, { latitude, longitude }] of COUNTRY_CENTROIDS) {
      expect(countryCode(names.of(code)!)).toBe(code);
      expect([code, Math.abs(latitude) <= 90, Math.abs(longitude) <= 180]).toEqual([code, true, true]);
    }
  });

  it.each<[one: string, other: string, least: number, most: number]>([
    ['Germany', 'Germany', 0, 0],
    ['Germany', 'France', 500, 900],
    ['Australia', 'Brazil', 14_000, 17_000],
    ['Fiji', 'Tonga', 500, 1_000],
    ['United States', 'United Kingdom', 6_000, 8_000],
  ])('%s to %s', (one, other, least, most) => {
    expect(countryDistance(one, other)).toBeGreaterThanOrEqual(least);
    expect(countryDistance(one, other)).toBeLessThanOrEqual(most);
  });
});
