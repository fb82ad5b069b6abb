import * as code from './characters';
import { hasExponent, isDigit } from './scan';

/* Whether a number may be a card's, without a callback: series of measurements and ids of 64 bits have none. */

const SHORTEST: usize = 13;
/** Longer ones may be another number as a double. */
const LONGEST_EXACT: usize = 16;
/** All networks of `NETWORKS` in `masking/values/card-number.ts` begin with these. */
const FIRST_OF_NETWORK: u32 = 50;
const LAST_OF_NETWORK: u32 = 54;

/** False positives are possible, false negatives are not. */
export function mayBeCard(start: usize, end: usize): bool {
  let at = start;
  while (isDigit(load<u8>(at))) at++;
  if (at < end && hasExponent(at, end)) return true;
  // Rounding makes a shorter one at most the power of ten above, which is no card's.
  const digits = at - start;
  if (digits < SHORTEST) return false;
  const first: u32 = load<u8>(start);
  if (first < FIRST_OF_NETWORK || first > LAST_OF_NETWORK) return false;
  return at < end || digits > LONGEST_EXACT || passesLuhn(start, at);
}

function passesLuhn(start: usize, end: usize): bool {
  let sum: u32 = 0;
  let isDoubled = false;
  for (let at = end; at > start; isDoubled = !isDoubled) {
    const digit: u32 = load<u8>(--at) - code.ZERO;
    sum += !isDoubled ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit;
  }
  return sum % 10 == 0;
}
