const MAX_SHAPE = 300;
/** Shorter fragments occur in almost any record. */
const SHORTEST_PHRASE = 4;
const LONGEST_PHRASE = 200;

/** Applied in this order. Apostrophes within words are not quotes. */
const PLACEHOLDERS: readonly [pattern: RegExp, placeholder: string][] = [
  [/"[^"]*"|“[^”]*”|«[^»]*»|`[^`]*`|(?<![\p{L}\p{N}])'[^']*'(?![\p{L}\p{N}])/gu, '{value}'],
  [/[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]*[\p{L}\p{N}]/gu, '{email}'],
  [/(?<![\p{L}\p{N}_-])[+-]?\d+(?:[.,:]\d+)*(?![\p{L}\p{N}_-])/gu, '{number}'],
  [/(?<![\p{L}\p{N}_{-])(?=[\p{L}_-]*\d)[\p{L}\p{N}_-]+/gu, '{id}'],
];

const PLACEHOLDER = /\{(?:value|email|number|id)\}/;

/** Messages with placeholders for quoted values, addresses, numbers and ids, so that equal errors have equal shapes. */
export const shapeOf = (messages: readonly string[]): string => messages.map(shapeOfOne).join('; ').slice(0, MAX_SHAPE);

function shapeOfOne(message: string): string {
  return PLACEHOLDERS.reduce((text, [pattern, placeholder]) => text.replaceAll(pattern, placeholder), message);
}

/** The longest literal part of a message, to be searched as words; `undefined` if none is long enough. */
export function phraseOf(messages: readonly string[]): string | undefined {
  const parts = messages
    .slice(0, 1)
    .flatMap((message) => shapeOfOne(message).split(PLACEHOLDER))
    // JSON that is stored as text has these escaped.
    .flatMap((part) => part.split(/["\\\p{Cc}]/u))
    .map((part) => part.trim());
  const longest = parts.reduce((best, part) => (part.length > best.length ? part : best), '');
  return longest.length < SHORTEST_PHRASE ? undefined : longest.slice(0, LONGEST_PHRASE).trimEnd();
}
