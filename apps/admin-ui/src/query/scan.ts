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

const CONDITION = /(-?)(?:([A-Za-z_][\w.-]*):(!?))?((?:"(?:\\.|[^"\\])*"?|[^\s"])+|)/y;
const TIME_FIELDS = new Set(['from', 'to', 'since', 'after', 'before', 'last']);

export function scan(query: string): Piece[] {
  const pieces: Piece[] = [];
  let position = 0;
  while (position < query.length) {
    if (/\s/.test(query[position]!)) {
      position++;
      continue;
    }
    CONDITION.lastIndex = position;
    const [text = '', minus, name, bang, value = ''] = CONDITION.exec(query) ?? [];
    if (text === '') break;
    const end = position + text.length;
    const negated = Boolean(minus || bang);
    pieces.push({ field: name?.toLowerCase() ?? 'text', negated, value, text, start: position, end });
    position = end;
  }
  return pieces;
}

export const isTime = ({ field }: Pick<Piece, 'field'>): boolean => TIME_FIELDS.has(field);

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

const PLAIN = /^[\p{L}\p{N}/][\p{L}\p{N}._@/+-]*$/u;

/** Fields whose values may hold colons that need no quotes. */
const COLONS_ARE_PLAIN = new Set(['route', 'ip', 'path', 'url']);

/** A condition for one value of a record. */
export function condition(field: string, value: string | number | null, negated = false): string {
  const sign = negated ? '-' : '';
  if (value === null) return `${sign}${field}:none`;
  const text = String(value);
  const candidate = COLONS_ARE_PLAIN.has(field) ? text.replaceAll(':', '') : text;
  const plain = PLAIN.test(candidate) && text.toLowerCase() !== 'none' && !/^(?:AND|OR|NOT)$/.test(text);
  const written = plain ? text : `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
  return field === 'text' ? `${sign}${written}` : `${sign}${field}:${written}`;
}

/** Values that are written with commas between, quotes respected. */
export function values(written: string): string[] {
  return written.match(/(?:"(?:\\.|[^"\\])*"?|[^,"])+/g) ?? [];
}
