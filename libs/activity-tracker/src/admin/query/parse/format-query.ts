import type { ActivityQuery, QueryCondition, QueryField, QueryTerm } from '../activity-query.js';
import { spellingOf } from './field-names.js';
import { periodText } from './period.js';
import { valueText, wordsText } from './value-text.js';

/** Returns the canonical text of a query, which `parseQuery` parses into the same query. @publicApi */
export function formatQuery({ conditions }: ActivityQuery): string {
  return conditions.map(conditionText).join(' ');
}

function conditionText({ field, negated, terms }: QueryCondition): string {
  const values = terms.map((term) => termText(field, term)).join(',');
  const [only] = terms;
  const bare = field === 'text' && terms.length === 1 && only?.operator === 'equals';
  return `${negated ? '-' : ''}${bare ? wordsText(String(only.value)) : `${spellingOf(field)}:${values}`}`;
}

function termText(field: QueryField, term: QueryTerm): string {
  switch (term.operator) {
    case 'none':
      return 'none';
    case 'glob':
      return term.value;
    case 'class':
      return `${term.value}xx`;
    case 'network':
      return term.value;
    case 'range':
      return `${numberText(field, term.from)}..${numberText(field, term.to)}`;
    case 'equals':
      return equalText(field, term.value);
    default:
      return `${term.operator}${numberText(field, term.value)}`;
  }
}

const numberText = (field: QueryField, value: number): string => (field === 'duration' ? `${value}ms` : String(value));

function equalText(field: QueryField, value: string | number | Date): string {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'number') return field === 'since' ? periodText(value) : String(value);
  return valueText(field, value);
}
