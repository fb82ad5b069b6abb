import { type Meter, PRICE, UNMETERED } from './work-budget.js';

const ESCAPES = /(?:%[0-9a-f]{2})+/gi;

/** Percent-decodes as a form is read (`+` is a space); what is malformed stays as it is. Never throws. */
export function decodeComponent(text: string, meter: Meter = UNMETERED): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  meter.spend(PRICE.decode + spaced.length * PRICE.decodeCharacter);
  try {
    return decodeURIComponent(spaced);
  } catch {
    meter.spend(PRICE.failure);
    return spaced.replace(ESCAPES, (escapes) => decodeOrKeep(escapes, meter));
  }
}

function decodeOrKeep(escapes: string, meter: Meter): string {
  meter.spend(PRICE.decode + escapes.length * PRICE.decodeCharacter);
  try {
    return decodeURIComponent(escapes);
  } catch {
    meter.spend(PRICE.failure + escapes.length * PRICE.keyCharacter * 2);
    // Not UTF-8: its ASCII part is still readable, and may spell a name.
    return escapes.replace(/%([2-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }
}
