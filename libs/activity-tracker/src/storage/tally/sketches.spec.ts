import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviceOf } from './device.js';
import { DistinctUsers, UserHashes } from './distinct-users.js';
import { DurationHistogram } from './duration-histogram.js';

const hashes = new UserHashes();

function usersFrom(first: number, count: number): DistinctUsers {
  const users = new DistinctUsers();
  for (let i = first; i < first + count; i++) users.add(hashes.of(String(i)));
  return users;
}

const merged = (...parts: DistinctUsers[]): DistinctUsers => {
  const all = new DistinctUsers();
  for (const part of parts) all.addBinary(part.toBinary());
  return all;
};

describe('DistinctUsers', () => {
  it('is exact over any buckets of up to 4,096 users, however they overlap', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(3_000), fc.integer({ min: 0, max: 500 })), { maxLength: 8 }), (spans) => {
        const all = merged(...spans.map(([first, count]) => usersFrom(first, count)));
        const different = new Set(
          spans.flatMap(([first, count]) => Array.from({ length: count }, (_, i) => first + i)),
        );
        expect([all.count, all.isExact]).toEqual([different.size, true]);
      }),
      { numRuns: 50 },
    );
  });

  it('says that it estimates beyond, and does so within 5 %', () => {
    for (const count of [4_098, 20_000, 100_000]) {
      const all = merged(usersFrom(0, count), usersFrom(count / 2, 1_000), usersFrom(0, 10));
      expect(all.isExact).toBe(false);
      expect(Math.abs(all.count / count - 1)).toBeLessThan(0.05);
    }
  });
});

describe('DurationHistogram', () => {
  it('gives back what was merged, whatever the order', () => {
    const bins = fc.array(fc.tuple(fc.nat(400), fc.integer({ min: 1, max: 100_000 })), { minLength: 1 });
    fc.assert(
      fc.property(bins, bins, (some, others) => {
        const of = (pairs: [number, number][]) => {
          const histogram = new DurationHistogram();
          for (const [bin, count] of pairs) histogram.add(bin, count);
          return histogram;
        };
        const whole = of([...some, ...others]);
        const parts = new DurationHistogram();
        parts.addBinary(of(others).toBinary());
        parts.addBinary(of(some).toBinary());
        expect(parts.toBinary()).toEqual(whole.toBinary());
        expect(parts.percentile(0.95)).toBe(whole.percentile(0.95));
      }),
    );
  });

  it.each([Infinity, NaN, -1, 0.5])('refuses to store bin %s, rather than to write without end', (bin) => {
    const histogram = new DurationHistogram();
    histogram.add(bin, 1);
    expect(() => histogram.toBinary()).toThrow(RangeError);
  });

  it('has no percentile of nothing', () => {
    expect(new DurationHistogram().percentile(0.5)).toBeNull();
  });
});

describe('deviceOf', () => {
  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36',
      'Chrome on Windows',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0',
      'Edge on Windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
      'Safari on iOS',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0', 'Firefox on Linux'],
    ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'Bot'],
    ['curl/8.5.0', 'curl'],
    ['okhttp/4.12.0', 'OkHttp'],
    ['something else', 'Other'],
    ['', null],
    [undefined, null],
  ])('%s', (userAgent, device) => {
    expect(deviceOf(userAgent)).toBe(device);
  });
});
