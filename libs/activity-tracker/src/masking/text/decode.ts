import { isUtf8 } from 'node:buffer';
import { PRICE } from '../budget/prices.js';
import { type Meter, UNMETERED } from '../budget/work-budget.js';

const LONGEST_REPLACED = 64;
const SPACE = 32;
const PERCENT = 37;
const PLUS = 43;
const LENGTH_OF_ESCAPE = 3;
const FIRST_BEYOND_ASCII = 0x80;

/** Percent-decodes as a form is read (`+` is a space); what is malformed stays as it is. Never throws but by the meter. */
export function decodeComponent(text: string, meter: Meter = UNMETERED): string {
  const hasEscapes = text.includes('%');
  if (!hasEscapes && !text.includes('+')) return text;
  meter.spend(PRICE.decode + text.length * PRICE.decodeCharacter);
  return hasEscapes ? decodeEscapes(spacesOf(text)) : spacesOf(text);
}

function spacesOf(text: string): string {
  if (!text.includes('+')) return text;
  if (text.length <= LONGEST_REPLACED) return text.replaceAll('+', ' ');
  // `replaceAll()` takes ten times as long where they are many.
  const units = Buffer.from(text, 'utf16le');
  for (let at = 0; at < units.length; at += 2) if (units[at] === PLUS && units[at + 1] === 0) units[at] = SPACE;
  return units.toString('utf16le');
}

/** Of {@link bytes} that are not UTF-8: their ASCII part is still readable, and may spell a name. */
function asciiOf(count: number, escapes: string): string {
  let result = '';
  let copied = 0;
  for (let index = 0; index < count; index++) {
    const byte = bytes[index]!;
    if (byte < SPACE || byte >= FIRST_BEYOND_ASCII) continue;
    result += escapes.slice(copied, index * LENGTH_OF_ESCAPE) + String.fromCharCode(byte);
    copied = (index + 1) * LENGTH_OF_ESCAPE;
  }
  return copied === 0 ? escapes : result + escapes.slice(copied);
}

let bytes = Buffer.alloc(1024);

/**
 * Decodes the escapes of a text, each run of them as UTF-8. `decodeURIComponent` throws where one is malformed, which costs
 * ten times as much.
 */
function decodeEscapes(text: string): string {
  let result = '';
  let copied = 0;
  for (let start = text.indexOf('%'); start >= 0;) {
    const end = endOfEscapes(text, start);
    if (end > start) {
      result += text.slice(copied, start) + decodedRun(text, start, end);
      copied = end;
    }
    start = text.indexOf('%', Math.max(end, start + 1));
  }
  return copied === 0 ? text : result + text.slice(copied);
}

function endOfEscapes(text: string, start: number): number {
  let at = start;
  for (let count = 0; text.charCodeAt(at) === PERCENT; at += LENGTH_OF_ESCAPE) {
    const byte = digitAt(text, at + 1) * 16 + digitAt(text, at + 2);
    if (byte < 0) return at;
    if (count === bytes.length) bytes = Buffer.concat([bytes], 2 * count);
    bytes[count++] = byte;
  }
  return at;
}

function digitAt(text: string, index: number): number {
  const code = text.charCodeAt(index);
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1_000;
}

function decodedRun(text: string, start: number, end: number): string {
  const count = (end - start) / LENGTH_OF_ESCAPE;
  let ascii = '';
  for (let index = 0; index < count && bytes[index]! < FIRST_BEYOND_ASCII; index++)
    ascii += String.fromCharCode(bytes[index]!);
  if (ascii.length === count) return ascii;
  if (beginsUtf8(bytes[ascii.length]!)) {
    const run = bytes.subarray(0, count);
    if (isUtf8(run)) return run.toString('utf8');
  }
  return asciiOf(count, text.slice(start, end));
}

/** Whether a byte begins a character of two to four bytes. Asked before {@link isUtf8}, which takes longer for a few bytes. */
function beginsUtf8(byte: number): boolean {
  return byte >= 0xc2 && byte <= 0xf4;
}
