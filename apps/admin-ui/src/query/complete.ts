import type { Facets, FacetName } from '../api/facet-types';
import type { QueryFieldRule } from '../api/panel-types';
import { scan, values } from './scan';

export interface Suggestion {
  label: string;
  hint: string;
  /** Replaces the text from `start` to `end`. */
  insert: string;
  start: number;
  end: number;
}

const LIMIT = 8;

/** What could be written at the caret: fields first, after a colon the values that occur. */
export function suggestionsAt(
  query: string,
  caret: number,
  fields: readonly QueryFieldRule[],
  facets: Facets,
  countText: (count: number) => string,
): Suggestion[] {
  const piece = scan(query).find(({ start, end }) => start < caret && caret <= end);
  if (!piece)
    return caret === 0 || /\s/.test(query[caret - 1] ?? ' ') ? fieldSuggestions('', caret, caret, fields) : [];
  if (piece.text.includes('"')) return [];
  const colon = piece.text.indexOf(':');
  if (colon < 0) {
    const sign = piece.text.startsWith('-') ? 1 : 0;
    return fieldSuggestions(query.slice(piece.start + sign, caret), piece.start + sign, piece.end, fields);
  }
  const field = fields.find(({ aliases }) => aliases.includes(piece.field))?.name ?? piece.field;
  // The values of a duration are ranges.
  const facet = field === 'duration' ? undefined : facets[field as FacetName];
  if (!facet) return [];
  const before = query.slice(piece.start + colon + 1, caret).replace(/^!/, '');
  const typed = before.slice(before.lastIndexOf(',') + 1);
  const start = caret - typed.length;
  const after = query.slice(caret, piece.end);
  const end = caret + (after.includes(',') ? after.indexOf(',') : after.length);
  const taken = new Set(values(piece.value));
  return facet.values
    .map(({ query: condition, count }) => ({ insert: condition.slice(condition.indexOf(':') + 1), count }))
    .filter(
      ({ insert }) => insert.toLowerCase().includes(typed.toLowerCase()) && (insert === typed || !taken.has(insert)),
    )
    .slice(0, LIMIT)
    .map(({ insert, count }) => ({ label: insert, hint: countText(count), insert: `${insert} `, start, end }));
}

function fieldSuggestions(typed: string, start: number, end: number, fields: readonly QueryFieldRule[]): Suggestion[] {
  const wanted = typed.toLowerCase();
  return fields
    .filter(
      ({ name, aliases }) => name !== 'text' && [name, ...aliases].some((spelling) => spelling.startsWith(wanted)),
    )
    .slice(0, wanted === '' ? fields.length : LIMIT)
    .map(({ name, example }) => ({ label: `${name}:`, hint: example, insert: `${name}:`, start, end }));
}
