import { isPlain } from '../text/key-values/characters.js';

const LONGEST_RUN = 32;

/** A long piece of a value that neither JSON nor URLs, forms or HTML write otherwise. Its end tells one token from another. */
export function plainRun(value: string): string {
  const floor = Math.max(0, value.length - LONGEST_RUN);
  let [start, end] = [0, 0];
  for (let from = floor; from < value.length; from++) {
    let to = from;
    while (to < value.length && isPlain(value.charCodeAt(to))) to++;
    if (to - from > end - start) [start, end] = [from, to];
    from = to;
  }
  return value.slice(start, end);
}
