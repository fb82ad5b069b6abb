import { unitAt } from '../text/code-at.js';
import { MARKER_TEXT } from './markers.js';

const LONGEST = Math.max(...MARKER_TEXT.split('\n').map(({ length }) => length));
const SHORTEST = 4;
/** Which two characters stand next to each other in a marker: by its first four, nearly every other value is told. */
const PAIRS = new Uint8Array(128 * 128);
for (let at = 1; at < MARKER_TEXT.length; at++) PAIRS[slotOf(MARKER_TEXT, at)] = 1;

/** Whether a value is a piece of a marker: remembered, it would be found in each. */
export function isOfMarker(value: string): boolean {
  const { length } = value;
  if (length > LONGEST) return false;
  if (length >= SHORTEST) for (let at = 1; at < SHORTEST; at++) if (PAIRS[slotOf(value, at)] === 0) return false;
  return MARKER_TEXT.includes(value);
}

function slotOf(text: string, at: number): number {
  return ((unitAt(text, at - 1) & 127) << 7) | (unitAt(text, at) & 127);
}
