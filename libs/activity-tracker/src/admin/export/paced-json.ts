import type { Pace } from '../../storage/pace.js';
import { isLarge, largeMember, piecesOf } from '../../storage/pieces.js';
import { escaped, toExtendedJson } from '../../record/extended-json.js';

interface Form {
  convert(value: unknown): unknown;
  key(key: string): string;
}

const EXTENDED: Form = { convert: toExtendedJson, key: escaped };
const PLAIN: Form = { convert: (value) => value, key: (key) => key };

/** Equal to `JSON.stringify(toExtendedJson(value))`; large values are written in pieces. */
export function extendedJsonOf(value: unknown, pace: Pace): string | Promise<string> {
  return isLarge(value) ? inPieces(value, EXTENDED, pace) : JSON.stringify(toExtendedJson(value));
}

/** Equal to `JSON.stringify(value)`, written in pieces. */
export function plainJsonOf(value: object, pace: Pace): Promise<string> {
  return inPieces(value, PLAIN, pace);
}

async function inPieces(value: object, form: Form, pace: Pace): Promise<string> {
  const isList = Array.isArray(value);
  const texts: string[] = [];
  for (const piece of piecesOf(value)) {
    const large = largeMember(piece);
    const text = large
      ? (isList ? '' : `${JSON.stringify(form.key(large.key))}:`) + (await inPieces(large.member, form, pace))
      : JSON.stringify(form.convert(piece)).slice(1, -1);
    if (text) texts.push(text);
    await pace.spend(text.length);
  }
  const text = texts.join(',');
  return isList ? `[${text}]` : `{${text}}`;
}
