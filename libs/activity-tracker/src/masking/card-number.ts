import { FILTERED } from './markers.js';

/** Thirteen digits or more, singly spaced or dashed at most. */
const DIGIT_RUNS = /\d(?:[ -]?\d){12,}/g;
const SHORTEST = 13;
const LONGEST = 19;

/**
 * Prefixes that card networks use. Without them each tenth time stamp or order number of that length would pass for a
 * card, because that many pass the checksum.
 */
const NETWORKS =
  /^(?:4\d{12,18}|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01]|720)\d{12,13}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11,16}|35\d{14,17}|6(?:011|4[4-9]\d|5\d\d)\d{12,15}|62\d{14,17}|(?:5[06-9]|6\d)\d{11,17})$/;
const UUID_BEFORE = /[0-9a-f]-?$/i;
const HEXADECIMAL = /[a-f]/i;

export function isCardNumber(digits: string): boolean {
  return digits.length >= SHORTEST && digits.length <= LONGEST && NETWORKS.test(digits) && passesLuhn(digits);
}

/** Masks card numbers in text, each as a whole. */
export function maskCardNumbers(text: string, onSecret: (secret: string) => void): string {
  return text.replace(DIGIT_RUNS, (run: string, offset: number) =>
    isPartOfIdentifier(text, offset, run) ? run : maskRun(run, onSecret),
  );
}

function maskRun(run: string, onSecret: (secret: string) => void): string {
  let result = '';
  let rest = run;
  for (let card = findCard(rest); card; card = findCard(rest)) {
    onSecret(rest.slice(card.start, card.end));
    result += rest.slice(0, card.start) + FILTERED;
    rest = rest.slice(card.end);
  }
  return result + rest;
}

/** A card may stand among other numbers: `2 4111 1111 1111 1111`. It begins and ends where a group does. */
function findCard(run: string): { start: number; end: number } | undefined {
  const groups = [...run.matchAll(/\d+/g)];
  for (let first = 0; first < groups.length; first++) {
    let digits = '';
    for (let last = first; last < groups.length && digits.length < LONGEST; last++) {
      const group = groups[last]!;
      digits += group[0];
      if (isCardNumber(digits)) return { start: groups[first]!.index, end: group.index + group[0].length };
    }
  }
  return undefined;
}

/** Digits inside a UUID, another hexadecimal id or a decimal fraction. */
function isPartOfIdentifier(text: string, offset: number, run: string): boolean {
  const before = text.slice(Math.max(0, offset - 2), offset);
  const after = text.slice(offset + run.length, offset + run.length + 2);
  if (/\d\.$/.test(before)) return true;
  const hexBefore = UUID_BEFORE.test(before);
  const hexAfter = HEXADECIMAL.test(after[0] ?? '') || /^-[0-9a-f]/i.test(after);
  return (hexBefore || hexAfter) && identifierLength(text, offset, run.length) >= 24;
}

function identifierLength(text: string, offset: number, length: number): number {
  const isPart = (index: number) => /[0-9a-f-]/i.test(text[index] ?? '');
  let start = offset;
  let end = offset + length;
  while (offset - start < 40 && isPart(start - 1)) start--;
  while (end - offset - length < 40 && isPart(end)) end++;
  return end - start;
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = digits.length - 1, double = false; index >= 0; index--, double = !double) {
    const digit = digits.charCodeAt(index) - 48;
    sum += double ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
  }
  return sum % 10 === 0;
}
