import type { QueryContext, QueryField } from '../activity-query.js';
import { type CommonField, FIELD_NAMES, type FieldRule, FIELDS, type ClaimField } from './fields.js';

const PREFIX = 'payload.';
/** Other names would be read as a path or an operator by the store. */
const NAMEABLE = /^[A-Za-z_][\w-]*$/;

const BY_SPELLING: ReadonlyMap<string, CommonField> = new Map(
  FIELD_NAMES.flatMap((field) => [field, ...FIELDS[field].aliases].map((spelling) => [spelling, field] as const)),
);

export const FIELD_SPELLINGS: readonly string[] = [...BY_SPELLING.keys()];

/** The field of a spelling. A claim that has the name of another field needs the prefix `payload.`. */
export function fieldNamed(spelling: string, { payloadKeys = [] }: QueryContext = {}): QueryField | undefined {
  const known = BY_SPELLING.get(spelling.toLowerCase());
  if (known) return known;
  const key = spelling.startsWith(PREFIX) ? spelling.slice(PREFIX.length) : spelling;
  if (!NAMEABLE.test(key)) return undefined;
  return payloadKeys === 'any' || payloadKeys.includes(key) ? `payload.${key}` : undefined;
}

export const isPayloadField = (field: QueryField): field is ClaimField => field.startsWith(PREFIX);

/** The record field of a claim. */
export const payloadKeyOf = (field: ClaimField): string => field.slice(PREFIX.length);

export function ruleOf(field: QueryField): FieldRule {
  return isPayloadField(field) ? payloadRule(payloadKeyOf(field)) : FIELDS[field];
}

/** The spelling that {@link fieldNamed} reads as the field. */
export function spellingOf(field: QueryField): string {
  if (!isPayloadField(field)) return field;
  const key = payloadKeyOf(field);
  return BY_SPELLING.has(key.toLowerCase()) ? field : key;
}

/** The claims that a query can name. */
export const namedPayloadFields = (keys: readonly string[]): ClaimField[] =>
  keys.filter((key) => NAMEABLE.test(key)).map((key): ClaimField => `payload.${key}`);

function payloadRule(key: string): FieldRule {
  return {
    kind: 'claim',
    aliases: [],
    example: `${key}:ACME`,
    rule: 'a value of this claim, with * for any characters, or none',
  };
}
