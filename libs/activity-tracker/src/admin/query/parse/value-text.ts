import type { QueryField } from '../activity-query.js';

/** Text without a special meaning in any value. */
const PLAIN = /^[\p{L}\p{N}/][\p{L}\p{N}._@/+-]*$/u;
const CONNECTIVE = /^(?:AND|OR|NOT)$/;
const COLONS_ARE_PLAIN: ReadonlySet<QueryField> = new Set(['route', 'ip', 'path', 'url']);

/** Words to find, as a query writes them. */
export const wordsText = (text: string): string =>
  PLAIN.test(text) && !CONNECTIVE.test(text) ? text : quotedText(text);

export function valueText(field: QueryField, value: string): string {
  const candidate = COLONS_ARE_PLAIN.has(field) ? value.replaceAll(':', '') : value;
  const plain = PLAIN.test(candidate) || (field === 'ip' && value.startsWith(':'));
  return plain && value.toLowerCase() !== 'none' ? value : quotedText(value);
}

const quotedText = (text: string): string => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
