import { fixedOffsetOf } from './fixed-offset.js';
import { DAY_MS, MINUTE_MS } from './time.js';

/** Local times are milliseconds since 1970 at which UTC would show the same wall clock. */
export class Zone {
  private readonly format: Intl.DateTimeFormat;
  private readonly shift: number;

  /** @throws RangeError if the name is neither an IANA time zone nor an offset */
  constructor(readonly name: string) {
    const offset = fixedOffsetOf(name);
    this.shift = (offset ?? 0) * MINUTE_MS;
    this.format = new Intl.DateTimeFormat('en-US', {
      timeZone: offset === undefined ? name : 'UTC',
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  wallAt(time: number): number {
    const instant = time + this.shift;
    const parts: Record<string, number> = {};
    for (const { type, value } of this.format.formatToParts(instant)) parts[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    const milliseconds = ((instant % 1000) + 1000) % 1000;
    return Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
  }

  instantAt(wall: number): number {
    const before = this.offsetAt(wall - DAY_MS);
    const after = this.offsetAt(wall + DAY_MS);
    const candidates = [wall - before, wall - after].sort((a, b) => a - b);
    return (
      candidates.find((instant) => this.wallAt(instant) === wall) ?? this.changeWithin(candidates[0]!, candidates[1]!)
    );
  }

  private offsetAt(instant: number): number {
    return this.wallAt(instant) - instant;
  }

  private changeWithin(from: number, to: number): number {
    const old = this.offsetAt(from);
    let [low, high] = [from, to];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.offsetAt(middle) === old) low = middle;
      else high = middle;
    }
    return high;
  }
}
