import { unitAt } from './code-at.js';

/** UTF-16 units of the common texts. Longer texts get a new array. */
const ROOM = 64 * 1024;
/** A shorter text is copied sooner in JavaScript than by a call out of it. */
const SHORT = 32;
const IS_LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * The units of a text as numbers, for scans that look at each of them. V8 finds out for each character of a text in which
 * of its many forms the text is; an array takes a third of that, and the copy next to nothing.
 */
export class TextUnits {
  private readonly room = new Uint16Array(ROOM + 1);
  private readonly bytes = Buffer.from(this.room.buffer);
  private last = '';

  /** The units of the text, and a 0 behind them. Good until the next call. */
  of(text: string): Uint16Array {
    const { length } = text;
    if (length > ROOM) return unitsOf(text);
    const { room } = this;
    if (text === this.last) return room;
    this.last = text;
    if (length <= SHORT || !IS_LITTLE_ENDIAN) copyInto(room, text);
    else this.bytes.write(text, 0, 2 * length, 'utf16le');
    room[length] = 0;
    return room;
  }
}

/** Of the text being masked: the look at it and the pass over its names and values share one copy. */
export const unitsOfText = new TextUnits();

function unitsOf(text: string): Uint16Array {
  const { length } = text;
  const units = new Uint16Array(length + 1);
  if (IS_LITTLE_ENDIAN) Buffer.from(units.buffer).write(text, 0, 2 * length, 'utf16le');
  else copyInto(units, text);
  return units;
}

function copyInto(units: Uint16Array, text: string): void {
  const { length } = text;
  for (let at = 0; at < length; at++) units[at] = unitAt(text, at);
}
