import { createHmac } from 'node:crypto';
import { isUserId } from '../../record/user-forms.js';
import type { ActivityUserId } from '../../record/activity-log.js';
import { isUserResource } from '../erasure/person/user-positions.js';
import type { ActivityQuery, QueryCondition, QueryField, QueryTerm } from '../query/activity-query.js';

const ANYBODY = '*';
const FIELDS_OF_PEOPLE = ['user', 'actor', 'resource'] as const;
const NAMES_OF_USERS: ReadonlySet<string> = new Set(['user_id', 'search', 'subject']);
const LONGEST_BEGINNING = 256;
export const PSEUDONYM = /^person-[0-9a-f]{20}$/;

/** A pseudonym in place of the id, because the trail outlives an erasure; each person keeps one, so entries can be found. */
export type Pseudonymize = (userId: ActivityUserId) => string;

/** @param key secret of the trail: without it, a guessed id cannot be compared with a pseudonym */
export function pseudonymsUnder(key: string): Pseudonymize {
  return (userId) => `person-${createHmac('sha256', key).update(String(userId)).digest('hex').slice(0, 20)}`;
}

export function withPseudonyms({ conditions }: ActivityQuery, pseudonymOf: Pseudonymize): ActivityQuery {
  return { conditions: conditions.map((condition) => pseudonymous(condition, pseudonymOf)) };
}

export function parametersWithPseudonyms(
  parameters: Readonly<Record<string, string>>,
  pseudonymOf: Pseudonymize,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      NAMES_OF_USERS.has(name) && value !== '' && !PSEUDONYM.test(value) ? pseudonymOf(value) : value,
    ]),
  );
}

/** The person that a query selects, if there is exactly one: by whom the calls are, else in whose name, else about whom. */
export function subjectOf({ conditions }: ActivityQuery): ActivityUserId | undefined {
  for (const name of FIELDS_OF_PEOPLE) {
    const [condition, ...others] = conditions.filter(({ field, negated }) => field === name && !negated);
    if (!condition) continue;
    const [term, ...further] = condition.terms;
    if (others.length > 0 || further.length > 0 || term?.operator !== 'equals') return undefined;
    const person = personOf(name, term);
    if (person !== undefined) return person;
  }
  return undefined;
}

/** The people whom a query names, each by an id or by the beginning of one with `*`. */
export function peopleIn({ conditions }: ActivityQuery): string[] {
  return conditions.flatMap(({ field, negated, terms }) =>
    negated ? [] : terms.flatMap((term) => personOf(field, term) ?? []).map(String),
  );
}

/** What a query may hold that names a person: the id, and each beginning of it. */
export const namingsOf = (id: string): string[] => [
  id,
  ...Array.from({ length: Math.min(id.length, LONGEST_BEGINNING) }, (_, end) => `${id.slice(0, end + 1)}${ANYBODY}`),
];

export function namesPeople({ conditions }: ActivityQuery): boolean {
  return conditions.some(
    ({ field, negated, terms }) => !negated && terms.some((term) => personOf(field, term) !== undefined),
  );
}

function pseudonymous(condition: QueryCondition, pseudonymOf: Pseudonymize): QueryCondition {
  const { field } = condition;
  const terms = condition.terms.map((term): QueryTerm => {
    const person = personOf(field, term);
    if (person === undefined) return term;
    const pseudonym = pseudonymOf(person);
    return { operator: 'equals', value: field === 'resource' ? `${resourceOf(term).type}/${pseudonym}` : pseudonym };
  });
  return { ...condition, terms };
}

/** The id, or part of one, that a term of a field names: `user:42`, `actor:42`, `resource:user/42`. */
function personOf(field: QueryField, term: QueryTerm): ActivityUserId | undefined {
  if (!('value' in term)) return undefined;
  const isPattern = term.operator === 'glob';
  if (field === 'user' || field === 'actor')
    return isUserId(term.value) && !(isPattern && term.value === ANYBODY) ? term.value : undefined;
  if (field !== 'resource') return undefined;
  const { type, id } = resourceOf(term);
  return isUserResource({ type, id }, id) && !(isPattern && id === ANYBODY) ? id : undefined;
}

function resourceOf(term: QueryTerm): { type: string; id: string } {
  const value = 'value' in term ? String(term.value) : '';
  const slash = value.indexOf('/');
  return { type: value.slice(0, slash), id: value.slice(slash + 1) };
}
