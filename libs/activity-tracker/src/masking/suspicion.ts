/** One of these is in every text that holds a secret which shows by its own form. */
const SECRET_FORM =
  / is not valid JSON|:\/\/[^\s/?#]*@|eyJ|[Bb][Ee][Aa][Rr][Ee][Rr]|[Bb][Aa][Ss][Ii][Cc]|-----BEGIN|A[KS]IA|AIza|gh[pousr]_|github_pat_|glpat-|npm_|xox|[rs]k[_-]|SG\.|\d(?:[ -]?\d){12}/;
/** `pw=xy` */
const SHORTEST_KEY_VALUE = 5;
/** `Basic eDp5` */
const SHORTEST_SECRET_FORM = 10;
/** ISO 8601, which nearly every answer holds. */
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?$/;

/*
 * Quick looks before the slow ones: most texts are harmless.
 */

export function mayHoldSecretForm(text: string): boolean {
  return text.length >= SHORTEST_SECRET_FORM && SECRET_FORM.test(text);
}

export function mayHoldKeyValue(text: string): boolean {
  return text.length >= SHORTEST_KEY_VALUE && (text.includes(':') || text.includes('=')) && !DATE_TIME.test(text);
}

export function isSuspicious(text: string): boolean {
  return mayHoldKeyValue(text) || mayHoldSecretForm(text);
}
