import type { ActivityQuery, QueryContext } from '../admin/query/activity-query.js';
import { parseQuery } from '../admin/query/parse/parse-query.js';
import { QuerySyntaxError } from '../admin/query/parse/query-syntax-error.js';
import { nearestName } from '../common/nearest-name.js';
import { RETENTION_RULE_KEYS, type RetentionRule } from '../storage/retention-rule.js';
import { TERM_RULE, termOf } from './term.js';

const MAX_RULES = 50;

export type RetentionPart = 'records' | 'bodies';

const OPTION: Readonly<Record<RetentionPart, 'keep' | 'bodiesFor'>> = { records: 'keep', bodies: 'bodiesFor' };

export interface ReadRule {
  /** Position in `storage.retention`. */
  index: number;
  rule: RetentionRule;
  /** Records it matches; without conditions, every record. */
  query: ActivityQuery;
  /** Milliseconds; absent if the rule does not say. */
  terms: Readonly<Partial<Record<RetentionPart, number>>>;
}

export interface ReadRules {
  rules: readonly ReadRule[];
  /** One sentence each: option, value, rule, remedy. */
  problems: readonly string[];
}

/**
 * Understands the rules of `storage.retention`. For each record the first matching rule with `keep` decides when it is
 * removed, and the first matching rule with `bodiesFor` when its bodies are.
 * @param context zone of dates in the queries, and the claims that they name
 */
export function readRetentionRules(given: readonly RetentionRule[], context: QueryContext = {}): ReadRules {
  const problems: string[] = [];
  if (given.length > MAX_RULES)
    problems.push(
      `storage.retention has ${given.length} rules: must have at most ${MAX_RULES}. Merge rules; a field of a query can have several values.`,
    );
  const rules = given.flatMap((rule, index) => readRule(rule, index, context, problems) ?? []);
  if (problems.length === 0) problems.push(...unreachable(rules));
  return { rules, problems };
}

/** Milliseconds after which no record is left, or `Infinity`. */
export function longestTerm({ rules }: ReadRules): number {
  const records = rules.filter(({ terms }) => terms.records !== undefined);
  const hasCatchAll = records.some(({ query }) => isEverything(query));
  return hasCatchAll ? Math.max(...records.map(({ terms }) => terms.records!)) : Infinity;
}

const isEverything = ({ conditions }: ActivityQuery): boolean => conditions.length === 0;

function readRule(rule: RetentionRule, index: number, context: QueryContext, problems: string[]): ReadRule | undefined {
  const path = `storage.retention[${index}]`;
  if (typeof rule !== 'object' || rule === null || Array.isArray(rule)) {
    problems.push(`${path} is ${JSON.stringify(rule)}: must be an object with when, keep or bodiesFor. Correct it.`);
    return undefined;
  }
  const before = problems.length;
  for (const key of Object.keys(rule).filter((each) => !RETENTION_RULE_KEYS.includes(each))) {
    const nearest = nearestName(key, RETENTION_RULE_KEYS);
    problems.push(
      `${path}.${key} is not an option.${nearest ? ` Did you mean ${path}.${nearest}?` : ''} Correct or remove it.`,
    );
  }
  if (rule.keep === undefined && rule.bodiesFor === undefined)
    problems.push(`${path} has no term: must have keep, bodiesFor or both. Write keep: '30d'.`);
  const terms = termsOf(rule, path, problems);
  const query = queryOf(rule.when, `${path}.when`, context, problems);
  return problems.length === before && query ? { index, rule, query, terms } : undefined;
}

function termsOf(rule: RetentionRule, path: string, problems: string[]): ReadRule['terms'] {
  const terms: Partial<Record<RetentionPart, number>> = {};
  for (const part of ['records', 'bodies'] as const) {
    const option = OPTION[part];
    const value = rule[option];
    if (value === undefined) continue;
    const term = termOf(value);
    if (term === undefined)
      problems.push(`${path}.${option} is ${JSON.stringify(value)}: ${TERM_RULE}, or 'forever'. Correct it.`);
    else terms[part] = term;
  }
  if (terms.records !== undefined && terms.bodies !== undefined && terms.bodies >= terms.records)
    problems.push(
      `${path}.bodiesFor is ${JSON.stringify(rule.bodiesFor)}: must be shorter than keep, ${JSON.stringify(rule.keep)}, because bodies go with their record. Shorten or remove it.`,
    );
  return terms;
}

function queryOf(when: unknown, path: string, context: QueryContext, problems: string[]): ActivityQuery | undefined {
  if (when === undefined) return { conditions: [] };
  const given = `${path} is ${JSON.stringify(when)}`;
  if (typeof when !== 'string' || when.trim() === '') {
    problems.push(`${given}: must be a query such as 'status:2xx method:GET'. Remove it to match every record.`);
    return undefined;
  }
  try {
    const query = parseQuery(when, context);
    const fields = new Set(query.conditions.map(({ field }) => field));
    if (fields.has('text'))
      problems.push(
        `${given}: must not contain words, which would be searched in each record. Name fields, such as route:/orders*.`,
      );
    if (fields.has('since'))
      problems.push(
        `${given}: must not contain since, because keep and bodiesFor tell the age. Use from and to for fixed dates.`,
      );
    return query;
  } catch (error) {
    if (!(error instanceof QuerySyntaxError)) throw error;
    problems.push(`${given}: ${error.problem} (character ${error.position + 1}). ${withStop(error.remedy)}`);
    return undefined;
  }
}

const withStop = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`);

function* unreachable(rules: readonly ReadRule[]): Generator<string> {
  for (const part of ['records', 'bodies'] as const) {
    const option = OPTION[part];
    const earlier = new Map<string, number>();
    let catchAll: number | undefined;
    for (const { index, rule, query, terms } of rules) {
      if (terms[part] === undefined) continue;
      const given = `storage.retention[${index}].${option} is ${JSON.stringify(rule[option])}`;
      const meaning = JSON.stringify(query);
      const same = earlier.get(meaning);
      if (catchAll !== undefined)
        yield `${given}: must be reachable, but storage.retention[${catchAll}] matches every record and decides ${option} first. Move that rule to the end, or remove one of them.`;
      else if (same !== undefined)
        yield `${given}: must be reachable, but storage.retention[${same}] matches the same records and decides ${option} first. Remove one of them.`;
      earlier.set(meaning, index);
      if (isEverything(query)) catchAll ??= index;
    }
  }
}
