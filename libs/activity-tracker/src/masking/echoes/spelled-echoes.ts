import { PRICE } from '../budget/prices.js';
import type { Meter } from '../budget/work-budget.js';
import { LazyStrength, RememberedEcho } from './remembered-echo.js';
import { fewFormsOf, formsOf, isWrittenOneWay } from './written-forms.js';

export type Speaker = 'caller' | 'application';
export const SPEAKERS = ['caller', 'application'] as const;

/** UTF-16 units of values that are looked for in every way to write them. */
const MOST_SPELLED = 3 * 1024;

/** Remembered values in the ways in which they may be written. @throws WorkSpent */
export function spelledEchoes(values: ReadonlyMap<string, Speaker>, meter: Meter): RememberedEcho[] {
  // Of each speaker, so that a caller cannot use up the room for the application's.
  const room: Record<Speaker, number> = { caller: MOST_SPELLED, application: MOST_SPELLED };
  return [...values].flatMap(([value, speaker]) => {
    const isSpelled = value.length <= room[speaker];
    meter.spend(priceOfSpelling(value, isSpelled));
    const forms = new Set((isSpelled ? formsOf : fewFormsOf)(value));
    if (forms.size > 1) room[speaker] -= value.length;
    const strength = new LazyStrength(value, speaker === 'application', meter);
    return [...forms].map((form) => new RememberedEcho(form, value, strength));
  });
}

/** @param isSpelled in every way */
export function priceOfSpelling(value: string, isSpelled = true): number {
  if (isWrittenOneWay(value)) return PRICE.candidate + value.length * PRICE.scanCharacter;
  // Bytes: each becomes an escape of a URL.
  return (
    PRICE.spellings + Buffer.byteLength(value) * (isSpelled ? PRICE.spellingCharacter : PRICE.fewSpellingsCharacter)
  );
}
