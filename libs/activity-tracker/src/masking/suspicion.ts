/** One of these is in every text that holds a secret which shows by its own form. */
const SECRET_FORM =
  /:\/\/[^\s/?#]*@|eyJ|bearer|basic|-----BEGIN|A[KS]IA|AIza|gh[pousr]_|github_pat_|glpat-|npm_|xox|[rs]k[_-]|SG\.|\d(?:[ -]?\d){12}/i;
const SEPARATOR = /[:=]/;
/** The shortest of either is `pw=xy`. */
const SHORTEST = 5;

/*
 * Quick looks before the slow ones: most texts are harmless.
 */

export function mayHoldSecretForm(text: string): boolean {
  return text.length >= SHORTEST && SECRET_FORM.test(text);
}

export function mayHoldKeyValue(text: string): boolean {
  return text.length >= SHORTEST && SEPARATOR.test(text);
}

export function isSuspicious(text: string): boolean {
  return mayHoldKeyValue(text) || mayHoldSecretForm(text);
}
