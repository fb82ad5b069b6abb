import { describe, expect, it } from 'vitest';
import { edgesOf, type SlotLength, slotLengthFor } from './time-slots.js';
import { Zone } from '../../common/zone.js';

const HOUR = 3_600_000;

const edges = (zone: string, slot: SlotLength, from: string, to: string): string[] =>
  edgesOf({ from: new Date(from), to: new Date(to) }, slot, new Zone(zone)).map((edge) =>
    edge.toISOString().slice(5, 16),
  );

describe('days across a change of the clock', () => {
  it.each([
    ['Europe/Berlin', 'spring', '2024-03-30T23:00Z', '2024-03-31T22:00Z', 23],
    ['Europe/Berlin', 'autumn', '2024-10-26T22:00Z', '2024-10-27T23:00Z', 25],
    ['America/New_York', 'spring', '2024-03-10T05:00Z', '2024-03-11T04:00Z', 23],
    ['America/New_York', 'autumn', '2024-11-03T04:00Z', '2024-11-04T05:00Z', 25],
    ['Asia/Kathmandu', 'any day', '2024-05-05T18:15Z', '2024-05-06T18:15Z', 24],
    ['Australia/Lord_Howe', 'spring', '2024-10-05T13:30Z', '2024-10-06T13:00Z', 23.5],
    ['Australia/Lord_Howe', 'autumn', '2024-04-06T13:00Z', '2024-04-07T13:30Z', 24.5],
    // Clocks go forward at midnight: the day begins at one o'clock.
    ['America/Sao_Paulo', 'spring', '2018-11-04T03:00Z', '2018-11-05T02:00Z', 23],
    ['America/Sao_Paulo', 'autumn', '2018-02-17T02:00Z', '2018-02-18T03:00Z', 25],
    // The day that Samoa left out.
    ['Pacific/Apia', 'the day before the date line', '2011-12-29T10:00Z', '2011-12-30T10:00Z', 24],
  ])('in %s, %s', (zone, _season, start, end, hours) => {
    const from = new Date(start);
    const before = new Date(from.getTime() - 30 * HOUR);
    const after = new Date(new Date(end).getTime() + 30 * HOUR);
    const days = edgesOf({ from: before, to: after }, '1d', new Zone(zone)).map((edge) => edge.getTime());
    expect(days).toContain(from.getTime());
    expect((days[days.indexOf(from.getTime()) + 1]! - from.getTime()) / HOUR).toBe(hours);
    expect(days).toContain(new Date(end).getTime());
  });
});

describe('shorter and longer slots', () => {
  it.each<[string, string, SlotLength, string, string, string[]]>([
    [
      'an hour that comes twice is two',
      'Europe/Berlin',
      '1h',
      '2024-10-26T23:00Z',
      '2024-10-27T03:00Z',
      ['10-26T23:00', '10-27T00:00', '10-27T01:00', '10-27T02:00', '10-27T03:00'],
    ],
    [
      'hours of a zone at :45',
      'Asia/Kathmandu',
      '1h',
      '2024-05-06T10:00Z',
      '2024-05-06T12:00Z',
      ['05-06T10:00', '05-06T10:15', '05-06T11:15', '05-06T12:00'],
    ],
    [
      'hours of an offset',
      '-00:15',
      '1h',
      '2024-05-06T10:00Z',
      '2024-05-06T12:00Z',
      ['05-06T10:00', '05-06T10:15', '05-06T11:15', '05-06T12:00'],
    ],
    [
      'half an hour more goes to the hour it interrupts',
      'Australia/Lord_Howe',
      '1h',
      '2024-04-06T14:00Z',
      '2024-04-06T17:30Z',
      ['04-06T14:00', '04-06T15:30', '04-06T16:30', '04-06T17:30'],
    ],
    [
      'six hours by the clock on the wall',
      'Europe/Berlin',
      '6h',
      '2024-03-30T23:00Z',
      '2024-03-31T22:00Z',
      ['03-30T23:00', '03-31T04:00', '03-31T10:00', '03-31T16:00', '03-31T22:00'],
    ],
    [
      'weeks from Monday',
      'America/New_York',
      '1w',
      '2024-03-06T00:00Z',
      '2024-03-20T00:00Z',
      ['03-06T00:00', '03-11T04:00', '03-18T04:00', '03-20T00:00'],
    ],
    [
      'months',
      'Europe/Berlin',
      '1mo',
      '2024-02-15T00:00Z',
      '2024-04-15T00:00Z',
      ['02-15T00:00', '02-29T23:00', '03-31T22:00', '04-15T00:00'],
    ],
    [
      'years',
      'UTC',
      '1y',
      '2023-02-15T00:00Z',
      '2025-04-15T00:00Z',
      ['02-15T00:00', '01-01T00:00', '01-01T00:00', '04-15T00:00'],
    ],
  ])('%s', (_rule, zone, slot, from, to, expected) => {
    expect(edges(zone, slot, from, to)).toEqual(expected);
  });

  it.each<[number, SlotLength]>([
    [60_000, '1s'],
    [10 * 60_000, '5s'],
    [HOUR, '1m'],
    [24 * HOUR, '15m'],
    [7 * 24 * HOUR, '3h'],
    [30 * 24 * HOUR, '6h'],
    [90 * 24 * HOUR, '1d'],
    [365 * 24 * HOUR, '1w'],
    [20 * 365 * 24 * HOUR, '1y'],
  ])('%i milliseconds are shown by %s', (length, slot) => {
    const to = new Date('2024-05-06T12:34:56Z');
    expect(slotLengthFor({ from: new Date(to.getTime() - length), to })).toBe(slot);
  });

  it('knows no zone by another name', () => {
    expect(() => new Zone('Middle/Earth')).toThrow(RangeError);
  });

  it('ascends, begins and ends with the range, and has at most 122 edges, in every zone', () => {
    for (const name of Intl.supportedValuesOf('timeZone')) {
      const zone = new Zone(name);
      for (const days of [1, 30, 300]) {
        const span = { from: new Date('2024-03-01T07:08:09Z'), to: new Date(Date.UTC(2024, 2, 1 + days, 9)) };
        const found = edgesOf(span, slotLengthFor(span), zone).map((edge) => edge.getTime());
        expect([found[0], found.at(-1)]).toEqual([span.from.getTime(), span.to.getTime()]);
        expect(found.every((edge, i) => i === 0 || edge > found[i - 1]!)).toBe(true);
        expect(found.length).toBeLessThanOrEqual(123);
      }
    }
  });
});
