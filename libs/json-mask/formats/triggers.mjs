// Chooses, for each form of a secret, the character at which a scan looks for it: the fewer and the rarer, the faster.
import { OTHER_FORMS, TOKEN_FORMATS } from './secret-formats.mjs';

/** @typedef {{ kind: string, literal: string, ignoresCase: boolean, trigger: number }} SecretForm */

/** From frequent to rare in the text of JSON bodies: lower case, separators of words, then upper case. */
const BY_FREQUENCY = 'etaoinsrlhdcumpfgy-wbvk_xjqzESTAINROCDLMPUBFGHVWKYQXZJ';
/** Each has a separate class in a scan. */
const NO_TRIGGER = /[\s\d:=@"\\]/;

/** @param {string} character @returns {number} */
function frequencyOf(character) {
  const rank = BY_FREQUENCY.indexOf(character);
  // Halves every eighth character; others, such as a period, are as frequent as a letter.
  return rank < 0 ? 1 : 2 ** (-rank / 8);
}

/** @param {{ literal: string, ignoresCase: boolean }} form @returns {string[]} */
const candidatesOf = ({ literal, ignoresCase }) =>
  [...literal].filter((character, at) => !NO_TRIGGER.test(character) && (at > 0 || ignoresCase));

/** @returns {SecretForm[]} each with the place of its trigger */
export function secretForms() {
  const forms = [
    ...OTHER_FORMS.flatMap(({ kind, literals, ignoresCase = false }) =>
      literals.map((literal) => ({ kind, literal, ignoresCase })),
    ),
    ...TOKEN_FORMATS.flatMap(({ prefixes }) =>
      prefixes.map((literal) => ({ kind: 'issued', literal, ignoresCase: false })),
    ),
  ];
  /** @type {Set<string>} */
  const chosen = new Set();
  const covered = (/** @type {typeof forms[0]} */ form) =>
    candidatesOf(form).some((character) => chosen.has(character));
  for (let open = forms; open.length > 0; open = open.filter((form) => !covered(form))) {
    const cost = (/** @type {string} */ character) =>
      frequencyOf(character) / open.filter((form) => candidatesOf(form).includes(character)).length;
    const [cheapest = ''] = open.flatMap(candidatesOf).toSorted((one, other) => cost(one) - cost(other));
    chosen.add(cheapest);
  }
  for (const character of [...chosen].toSorted((one, other) => frequencyOf(other) - frequencyOf(one))) {
    chosen.delete(character);
    if (!forms.every(covered)) chosen.add(character);
  }
  return forms.map((form) => ({ ...form, trigger: placeOfTrigger(form, chosen) }));
}

/** @param {{ literal: string, ignoresCase: boolean }} form @param {Set<string>} chosen */
function placeOfTrigger({ literal, ignoresCase }, chosen) {
  const [rarest] = candidatesOf({ literal, ignoresCase })
    .filter((character) => chosen.has(character))
    .toSorted((one, other) => frequencyOf(one) - frequencyOf(other));
  return ignoresCase ? literal.indexOf(rarest ?? '') : literal.lastIndexOf(rarest ?? '');
}
