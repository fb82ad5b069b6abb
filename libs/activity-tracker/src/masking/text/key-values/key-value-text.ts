import { COLON, DOUBLE_QUOTE, EQUALS } from './characters.js';
import { GraphqlDocument, variableBefore } from '../graphql-document.js';
import { variablesOfSecrets } from '../graphql-variables.js';
import { type KeyBefore, keyBefore } from './key-before.js';
import { FILTERED, isTruncation } from '../../values/markers.js';
import { unitsOfText } from '../text-units.js';
import { BareValues } from './bare-values.js';
import { valueAfter, type ValueSpan } from './value-after.js';
import { PRICE } from '../../budget/prices.js';
import type { Meter } from '../../budget/work-budget.js';

export interface KeyValueRules extends Meter {
  isSensitive(key: string): boolean;
  onSecret(secret: string): void;
  /** Masking the result again would change nothing. */
  onSettled?(masked: string): void;
}

/**
 * Masks `key=value`, `key: "value"` and the like in free text: error messages, GraphQL literals, forms and JSON that stand
 * inside a string. One pass; each piece of text is looked at a bounded number of times. In a GraphQL document a value ends
 * where its grammar says; in other texts one in brackets goes to the end, because nothing tells where else.
 */
export function maskKeyValues(text: string, rules: KeyValueRules): string {
  let result = '';
  let copied = 0;
  rules.spend(text.length * PRICE.scanCharacter);
  const units = unitsOfText.of(text);
  const { length } = text;
  const mayBeDocument = GraphqlDocument.mayBe(text);
  let document: GraphqlDocument | null | undefined;
  let isSettled = mayBeDocument;
  let bare: BareValues | undefined;
  const given: GivenVariables = { toSecrets: undefined };
  for (let separator = nextSeparator(units, 0, length); separator >= 0;) {
    let next = separator + 1;
    const key =
      (mayBeDocument && units[separator] === EQUALS ? definedBefore(text, separator, rules, given) : undefined) ??
      keyBefore(text, units, separator, copied, rules);
    if (key && (key.isSecret || rules.isSensitive(key.name))) {
      rules.spend(PRICE.candidate);
      bare ??= new BareValues(units, length, rules);
      if (mayBeDocument && document === undefined) document = documentOf(text, units, rules);
      const value = document
        ? valueIn(document, text, units, separator, key, bare)
        : valueAfter(text, units, separator, key, bare, length);
      if (value) {
        rules.spend(PRICE.replacement + (value.end - separator) * PRICE.scanCharacter);
        const secret = text.slice(value.start, value.end);
        if (secret !== FILTERED && !isTruncation(secret)) {
          rules.onSecret(secret);
          isSettled &&= isStringOf(document, units, separator, value.start);
          result += text.slice(copied, value.start) + FILTERED;
          copied = value.end;
        }
        next = Math.max(next, value.end);
      }
    }
    separator = nextSeparator(units, next, length);
  }
  if (copied === 0) return text;
  const masked = result + text.slice(copied);
  if (isSettled) rules.onSettled?.(masked);
  return masked;
}

/** A string of a document that is a value itself: with a mask for its content the document reads the same. */
function isStringOf(
  document: GraphqlDocument | null | undefined,
  units: Uint16Array,
  separator: number,
  start: number,
): boolean {
  return !!document && units[start - 1] === DOUBLE_QUOTE && !document.around(separator);
}

function nextSeparator(units: Uint16Array, from: number, to: number): number {
  for (let index = from; index < to; index++) {
    const code = units[index]!;
    if (code === COLON || code === EQUALS) return index;
  }
  return -1;
}

function documentOf(text: string, units: Uint16Array, rules: KeyValueRules): GraphqlDocument | null {
  rules.spend(text.length * PRICE.scanCharacter);
  return GraphqlDocument.read(text, units) ?? null;
}

interface GivenVariables {
  toSecrets: ReadonlySet<string> | undefined;
}

function definedBefore(
  text: string,
  equals: number,
  rules: KeyValueRules,
  given: GivenVariables,
): KeyBefore | undefined {
  rules.spend(PRICE.candidate);
  const name = variableBefore(text, equals);
  if (name === undefined) return undefined;
  if (rules.isSensitive(name)) return { name, quote: '' };
  given.toSecrets ??= variablesOfSecrets(text, (argument) => rules.isSensitive(argument), rules);
  return given.toSecrets.has(name) ? { name, quote: '', isSecret: true } : undefined;
}

/** In a comment or a string of a document any text may stand, but it ends there. */
function valueIn(
  document: GraphqlDocument,
  text: string,
  units: Uint16Array,
  separator: number,
  key: KeyBefore,
  bare: BareValues,
): ValueSpan | undefined {
  const around = document.around(separator);
  if (!around)
    return key.name.startsWith('$') && text[separator] === ':' ? undefined : document.literalAfter(separator);
  const value = valueAfter(text, units, separator, key, bare, around.end);
  return value && value.start <= around.end ? value : undefined;
}
