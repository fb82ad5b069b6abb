import { FIRST_BEYOND_ASCII, isDigit } from './characters.js';
import { PRICE } from '../../budget/prices.js';
import type { Meter } from '../../budget/work-budget.js';

const DIGIT_WITHIN = 256;
const ENDS_BARE_VALUE = new Uint8Array(FIRST_BEYOND_ASCII);
for (const character of '\t\n\v\f\r ,;&)}]"\'<>|`') ENDS_BARE_VALUE[character.charCodeAt(0)] = 1;
const WHITE_SPACE = /\s/;

/**
 * Values without quotes in one text. Where the next digit or the next end is stays known until a value begins behind it: names
 * that follow each other without an end would otherwise be read once for each of them.
 */
export class BareValues {
  private from = 0;
  private next = -1;

  constructor(
    private readonly units: Uint16Array,
    private readonly length: number,
    private readonly meter: Meter,
  ) {}

  /** Starts have to rise from call to call. */
  holdsDigit(start: number, to: number): boolean {
    if (start < this.from || start > this.next) this.find(start);
    return this.next < Math.min(to, start + DIGIT_WITHIN) && isDigit(this.units[this.next]!);
  }

  endOf(start: number, to: number): number {
    let end = start;
    while (end < to && !endsBareValue(this.units[end]!)) end++;
    return end;
  }

  private find(start: number): void {
    let at = start;
    while (at < this.length && !isDigit(this.units[at]!) && !endsBareValue(this.units[at]!)) at++;
    this.meter.spend((at - start) * PRICE.scanCharacter);
    this.from = start;
    this.next = at;
  }
}

/** A loop over codes: on text that is not Latin an expression takes five times as long. */
function endsBareValue(code: number): boolean {
  if (code < FIRST_BEYOND_ASCII) return ENDS_BARE_VALUE[code] === 1;
  return mayBeSpace(code) && WHITE_SPACE.test(String.fromCharCode(code));
}

/** No-break space, Ogham space, the spaces of general punctuation, ideographic space, byte order mark. */
function mayBeSpace(code: number): boolean {
  return code === 0xa0 || code === 0x1680 || (code >= 0x2000 && code <= 0x205f) || code === 0x3000 || code === 0xfeff;
}
