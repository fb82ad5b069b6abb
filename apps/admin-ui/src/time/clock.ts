import { type Zone, zoneText } from './zone';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const YEAR_MS = 365.25 * DAY_MS;
/** Further away, a day and a month may be those of another year. */
const YEAR_IS_CLEAR_MS = 300 * DAY_MS;
const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', DAY_MS],
  ['hour', 3_600_000],
  ['minute', MINUTE_MS],
  ['second', 1_000],
];

const TO_THE_MINUTE: Intl.DateTimeFormatOptions = {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
};

const yearOf = (time: string | number): { year?: 'numeric' } =>
  Math.abs(new Date(time).getTime() - Date.now()) > YEAR_IS_CLEAR_MS ? { year: 'numeric' } : {};

export class Clock {
  private readonly formats = new Map<string, Intl.DateTimeFormat>();
  private readonly relativeFormat: Intl.RelativeTimeFormat;

  constructor(
    readonly language: string,
    readonly zone: Zone,
  ) {
    this.relativeFormat = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
  }

  /** `24 Nov, 14:03:22`, with the year where it is not clear */
  short(time: string | number): string {
    return this.write(time, { ...yearOf(time), ...TO_THE_MINUTE, second: '2-digit' });
  }

  minute(time: string | number): string {
    return this.write(time, { ...yearOf(time), ...TO_THE_MINUTE });
  }

  timeOfDay(time: string | number): string {
    return this.write(time, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  }

  /** Calls of one second can be told apart. */
  millisecond(time: string | number): string {
    return this.write(time, {
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      fractionalSecondDigits: 3,
      hourCycle: 'h23',
    });
  }

  hour(time: string | number): string {
    return this.write(time, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  }

  day(time: string | number): string {
    return this.write(time, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  }

  shortDay(time: string | number): string {
    return this.write(time, { day: 'numeric', month: 'short' });
  }

  month(time: string | number): string {
    return this.write(time, { month: 'short', year: 'numeric' });
  }

  exact(time: string | number): string {
    const text = this.write(time, { dateStyle: 'full' });
    return `${text}, ${this.millisecond(time)} ${zoneText(this.zone)}`;
  }

  relative(time: string | number, now: number): string {
    const difference = new Date(time).getTime() - now;
    // “Last year” could be 30 days ago.
    if (Math.abs(difference) >= 2 * YEAR_MS)
      return this.relativeFormat.format(Math.trunc(difference / YEAR_MS), 'year');
    const [unit, size] = UNITS.find(([, size]) => Math.abs(difference) >= size) ?? ['second', 1_000];
    return this.relativeFormat.format(Math.trunc(difference / size), unit);
  }

  private write(time: string | number, options: Intl.DateTimeFormatOptions): string {
    const key = JSON.stringify(options);
    let format = this.formats.get(key);
    if (!format) {
      format = new Intl.DateTimeFormat(this.language, { ...options, timeZone: this.zone.name, calendar: 'gregory' });
      this.formats.set(key, format);
    }
    const date = new Date(new Date(time).getTime() + this.zone.shift * MINUTE_MS);
    return Number.isNaN(date.getTime()) ? String(time) : format.format(date);
  }
}
