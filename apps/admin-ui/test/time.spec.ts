import { describe, expect, it, vi } from 'vitest';
import { Clock } from '../src/time/clock';
import { chosenZone, instantOf, localOf, serverZone, zoneParameter, zoneText } from '../src/time/zone';

describe('the zone', () => {
  it('is the application’s where it has one, else the reader’s; any can be chosen', () => {
    expect(serverZone({ time_zone: 'Asia/Tehran', timedelta: 0 })).toEqual({ name: 'Asia/Tehran', shift: 0 });
    expect(serverZone({ time_zone: 'UTC', timedelta: 210 })).toEqual({ name: 'UTC', shift: 210 });
    expect(serverZone({ time_zone: '-03:30', timedelta: 0 })).toEqual({ name: 'UTC', shift: -210 });
    expect(serverZone({})).toBeUndefined();
    expect(chosenZone('Europe/Berlin', { timedelta: 60 })).toEqual({ name: 'Europe/Berlin', shift: 0 });
    expect(chosenZone('No/Where', { timedelta: 60 })).toEqual({ name: 'UTC', shift: 60 });
    expect(chosenZone('utc', {})).toEqual({ name: 'UTC', shift: 0 });
    expect([zoneText({ name: 'UTC', shift: 210 }), zoneText({ name: 'UTC', shift: -30 })]).toEqual([
      'UTC+3:30',
      'UTC−0:30',
    ]);
  });

  it.each([
    ['2026-03-29T01:59', '2026-03-29T00:59:00.000Z'],
    ['2026-03-29T03:00', '2026-03-29T01:00:00.000Z'],
    ['2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25T03:30', '2026-10-25T02:30:00.000Z'],
  ])('reads what clocks in Berlin show as an instant, also where they change: %s', (local, instant) => {
    const zone = { name: 'Europe/Berlin', shift: 0 };
    expect(instantOf(local, zone)?.toISOString()).toBe(instant);
    expect(localOf(new Date(instant), zone)).toBe(local);
  });

  it.each([
    [{ name: 'Europe/Berlin', shift: 0 }, 'Europe/Berlin'],
    [{ name: 'UTC', shift: 210 }, '+03:30'],
    [{ name: 'UTC', shift: -30 }, '-00:30'],
    [{ name: 'UTC', shift: 1_440 }, '+24:00'],
  ])('is told to the API: %o as %s', (zone, parameter) => expect(zoneParameter(zone)).toBe(parameter));

  it('reads shifted times', () => {
    const zone = { name: 'UTC', shift: 210 };
    expect(instantOf('2026-01-01T12:00', zone)?.toISOString()).toBe('2026-01-01T08:30:00.000Z');
    expect(localOf(new Date('2026-01-01T08:30:00Z'), zone)).toBe('2026-01-01T12:00');
  });
});

describe('times', () => {
  const clock = new Clock('en', { name: 'Asia/Tokyo', shift: 0 });
  const time = '2026-01-02T15:04:05.678Z';

  it('are exact with their zone', () =>
    expect(clock.exact(time)).toBe('Saturday, January 3, 2026, 00:04:05.678 Asia/Tokyo'));
  it('are shifted by timedelta', () =>
    expect(new Clock('en', { name: 'UTC', shift: 60 }).exact(time)).toContain('16:04:05.678 UTC+1:00'));
  it('are told from now', () => {
    const now = Date.parse(time);
    expect(
      [0, 1, 59, 61, 3_600, 90_000, 400_000].map((seconds) => clock.relative(time, now + seconds * 1_000)),
    ).toEqual(['now', '1 sec. ago', '59 sec. ago', '1 min. ago', '1 hr. ago', 'yesterday', '4 days ago']);
    const years = (count: number) => now + count * 365.25 * 86_400_000;
    expect([1.9, 2, 270_000].map((count) => clock.relative(time, years(count)))).toEqual([
      '693 days ago',
      '2 yr. ago',
      '270,000 yr. ago',
    ]);
    expect(clock.relative(now + 365.25 * 86_400_000 * 3, now)).toBe('in 3 yr.');
  });
  it('have their year where it is not clear', () => {
    vi.useFakeTimers({ now: Date.parse(time) });
    const ago = (days: number) => Date.parse(time) - days * 86_400_000;
    expect([300, 301, -301].map((days) => clock.minute(ago(days)))).toEqual([
      'Mar 9, 00:04',
      'Mar 8, 2025, 00:04',
      'Oct 31, 2026, 00:04',
    ]);
    expect(clock.short(ago(301))).toBe('Mar 8, 2025, 00:04:05');
    vi.useRealTimers();
  });
  it('that are none are shown as they are', () => expect(clock.short('soon')).toBe('soon'));
});
