import { describe, expect, it } from 'vitest';
import { dayText, shifted, spanOf, timeOf, widened } from '../src/time/span';

const UTC = { name: 'UTC', shift: 0 };
const BERLIN = { name: 'Europe/Berlin', shift: 0 };
const NOW = Date.parse('2026-11-30T08:00:00.000Z');
const HOUR = 3_600_000;
const iso = (time: string) => {
  const span = spanOf(time, NOW, BERLIN);
  return span && [new Date(span.from).toISOString(), new Date(span.to).toISOString()];
};

describe('the time of a query', () => {
  it.each([
    ['since:24h', ['2026-11-29T08:00:00.000Z', '2026-11-30T08:00:00.000Z']],
    ['last:1.5h', ['2026-11-30T06:30:00.000Z', '2026-11-30T08:00:00.000Z']],
    ['from:2026-11-29', ['2026-11-28T23:00:00.000Z', '2026-11-30T08:00:00.000Z']],
    ['from:2026-11-28 to:2026-11-28', ['2026-11-27T23:00:00.000Z', '2026-11-28T22:59:59.999Z']],
    ['from:2026-11-28T10:00:00Z to:"2026-11-28T12:00:00Z"', ['2026-11-28T10:00:00.000Z', '2026-11-28T12:00:00.000Z']],
    ['after:2026-11-28 before:2026-11-28', ['2026-11-27T23:00:00.000Z', '2026-11-28T22:59:59.999Z']],
    ['', undefined],
    ['to:2026-11-28', undefined],
    ['since:soon', undefined],
    ['from:2026-13-45', undefined],
    ['from:2026-11-30 to:2026-11-01', undefined],
  ])('%s', (time, expected) => expect(iso(time)).toEqual(expected));

  it('moves by its own length and never beyond now', () => {
    const span = spanOf('since:2h', NOW, UTC)!;
    expect(shifted(span, -1, NOW)).toEqual({ from: NOW - 4 * HOUR, to: NOW - 2 * HOUR });
    expect(shifted(shifted(span, -1, NOW), 1, NOW)).toEqual(span);
    expect(shifted(span, 1, NOW)).toEqual(span);
  });

  it('doubles around its middle, and never beyond now', () => {
    expect(widened({ from: NOW - 4 * HOUR, to: NOW - 2 * HOUR }, NOW)).toEqual({
      from: NOW - 5 * HOUR,
      to: NOW - HOUR,
    });
    expect(widened({ from: NOW - 2 * HOUR, to: NOW }, NOW)).toEqual({ from: NOW - 4 * HOUR, to: NOW });
  });

  it('is a day in the zone of the reader', () => {
    const late = Date.parse('2026-11-30T23:30:00.000Z');
    expect([dayText(0, late, UTC), dayText(0, late, BERLIN)]).toEqual(['from:2026-11-30', 'from:2026-12-01']);
    expect(dayText(1, late, BERLIN)).toBe('from:2026-11-30 to:2026-11-30');
    expect(timeOf({ from: NOW - HOUR, to: NOW })).toBe('from:2026-11-30T07:00:00.000Z to:2026-11-30T08:00:00.000Z');
  });
});
