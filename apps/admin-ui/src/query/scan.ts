import type { QueryField } from '../../../../libs/activity-tracker/src/admin/query/activity-query';
import { Scanner, timeFieldOf, valueText, wordsText } from '../library';

/** One condition of a query text, with its place. What it means, only the API knows. */
export interface Piece {
  /** Lower case; `text` for bare words. */
  field: string;
  negated: boolean;
  /** The values as they are written. */
  value: string;
  text: string;
  start: number;
  end: number;
}

export function scan(query: string): Piece[] {
  const pieces: Piece[] = [];
  const scanner = new Scanner(query);
  for (scanner.skipSpace(); !scanner.done; scanner.skipSpace()) {
    const start = scanner.position;
    const minus = scanner.take('-');
    const name = scanner.takeFieldName();
    const bang = name !== undefined && scanner.take('!');
    const value = scanner.takeWritten();
    const end = scanner.position;
    const field = name?.text.toLowerCase() ?? 'text';
    pieces.push({ field, negated: minus || bang, value, text: query.slice(start, end), start, end });
  }
  return pieces;
}

export const isTime = ({ field }: Pick<Piece, 'field'>): boolean => timeFieldOf(field) !== undefined;

/** Ends of a time by the names of their fields, without quotes. */
export const endsOf = (time: string): Readonly<Partial<Record<'from' | 'to' | 'since', string>>> =>
  Object.fromEntries(scan(time).map(({ field, value }) => [timeFieldOf(field), value.replaceAll('"', '')]));

const joined = (pieces: readonly Piece[]): string => pieces.map(({ text }) => text).join(' ');

/** What is asked, and of what time. */
export function splitTime(query: string): { words: string; time: string } {
  const pieces = scan(query);
  return { words: joined(pieces.filter((piece) => !isTime(piece))), time: joined(pieces.filter(isTime)) };
}

/** Conditions on fields alone. */
export const withoutWords = (query: string): string => joined(scan(query).filter(({ field }) => field !== 'text'));

/** The words first, so that places in them stay what they are. */
export const withTime = (words: string, time: string): string => [words.trim(), time.trim()].filter(Boolean).join(' ');

/** A condition for one value of a record. */
export function condition(field: string, value: string | number | null, negated = false): string {
  const sign = negated ? '-' : '';
  if (value === null) return `${sign}${field}:none`;
  const text = String(value);
  return field === 'text' ? `${sign}${wordsText(text)}` : `${sign}${field}:${valueText(field as QueryField, text)}`;
}

/** Values that are written with commas between, quotes respected. */
export function values(written: string): string[] {
  const scanner = new Scanner(written);
  const found: string[] = [];
  do found.push(scanner.takeWritten(','));
  while (scanner.take(','));
  return found.filter((value) => value !== '');
}
