import { createHmac } from 'node:crypto';
import { isUserId } from '../../http/access/same-user.js';
import type { ActivityUserId } from '../../record/activity-log.js';
import type { ActivityQuery, QueryCondition, QueryTerm } from '../query/activity-query.js';

const NAMES_OF_USERS: ReadonlySet<string> = new Set(['user_id', 'search', 'subject']);
export const PSEUDONYM = /^person-[0-9a-f]{20}$/;

/** A pseudonym in place of the id, because the trail outlives an erasure; each person keeps one, so entries can be found. */
export type Pseudonymize = (userId: ActivityUserId) => string;

/** @param key secret of the trail: without it, a guessed id cannot be compared with a pseudonym */
export function pseudonymsUnder(key: string): Pseudonymize {
  return (userId) => `person-${createHmac('sha256', key).update(String(userId)).digest('hex').slice(0, 20)}`;
}

export function withPseudonyms({ conditions }: ActivityQuery, pseudonymOf: Pseudonymize): ActivityQuery {
  return {
    conditions: conditions.map((condition) =>
      condition.field === 'user' ? pseudonymous(condition, pseudonymOf) : condition,
    ),
  };
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

/** The person that a query selects, if there is exactly one. */
export function subjectOf({ conditions }: ActivityQuery): ActivityUserId | undefined {
  const [condition, ...others] = conditions.filter(({ field, negated }) => field === 'user' && !negated);
  const [term, ...further] = condition?.terms ?? [];
  if (others.length > 0 || further.length > 0 || term?.operator !== 'equals') return undefined;
  return isUserId(term.value) ? term.value : undefined;
}

export function namesPeople({ conditions }: ActivityQuery): boolean {
  return conditions.some(
    ({ field, negated, terms }) =>
      field === 'user' && !negated && terms.some((term) => 'value' in term && isUserId(term.value)),
  );
}

function pseudonymous(condition: QueryCondition, pseudonymOf: Pseudonymize): QueryCondition {
  const terms = condition.terms.map((term): QueryTerm =>
    'value' in term && isUserId(term.value) ? { operator: 'equals', value: pseudonymOf(term.value) } : term,
  );
  return { ...condition, terms };
}
