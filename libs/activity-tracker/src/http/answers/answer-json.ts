import { mongo } from 'mongoose';

/** A member that a Long writes; a replacer for all answers would make them several times as slow. */
const MEMBER_OF_LONG = '"unsigned":';

/** As `JSON.stringify()`, with the digits of 64-bit integers, which have no `toJSON()` unlike other BSON types. */
export function answerJson(answer: unknown): string {
  const text = JSON.stringify(answer);
  return text?.includes(MEMBER_OF_LONG) ? JSON.stringify(answer, withDigits) : text;
}

const withDigits = (_key: string, value: unknown): unknown =>
  value instanceof mongo.Long ? { $numberLong: value.toString() } : value;
