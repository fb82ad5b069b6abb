import { wordsOf } from './words.js';

/** Values that are no secret under some keys that name one; flags, to be added up. */
const FLAG = 1;
const COUNT = 2;
const POSTAL = 4;

/** `password_attempts: 3`, `pinRetries: 2`. */
const COUNTING = new Set(['attempts', 'tries', 'retries', 'failures', 'failed', 'remaining', 'left', 'total', 'max', 'min', 'age', 'days', 'hours', 'minutes', 'seconds', 'version', 'rounds', 'size', 'index']); // prettier-ignore
/** Of what is no number itself, as against `pins` and `codes`. */
const PLURALS = new Set(['tokens', 'passwords', 'secrets', 'credentials', 'cookies', 'apikeys', 'accesskeys', 'sessionids', 'jwts', 'passkeys']); // prettier-ignore
/** India calls its postal codes PIN codes. */
const PIN_CODE = /pincodes?$/;
const ADDRESS = new Set(['address', 'addr', 'shipping', 'billing', 'delivery', 'postal', 'zip', 'city', 'state', 'country', 'street', 'district', 'town', 'locality', 'landmark', 'pickup', 'store', 'area', 'region', 'line']); // prettier-ignore

/** Which values are harmless under a key that names a secret. Under a bare name (`password`, `pin`) none is. */
export function harmlessValuesUnder(key: string): number {
  const words = wordsOf(key);
  const whole = words.join('');
  const isCount = PLURALS.has(whole) || (words.length > 1 && words.some((_, index) => isCounting(words, index)));
  return (words.length > 1 ? FLAG : 0) | (isCount ? COUNT : 0) | (PIN_CODE.test(whole) ? POSTAL : 0);
}

/** Before a plural `num` counts (`num_tokens`); elsewhere it is the number that is the secret (`pin_num`, `ssn_num`). */
function isCounting(words: readonly string[], index: number): boolean {
  const word = words[index]!;
  return COUNTING.has(word) || (word === 'num' && words.slice(index).some((counted) => counted.endsWith('s')));
}

/** `shipping_pincode`, `address[pin_code]`. */
export function namesPostalCode(key: string): boolean {
  const words = wordsOf(key);
  return PIN_CODE.test(words.join('')) && words.some((word) => ADDRESS.has(word));
}

/** With space, hyphen or letters, as no PIN is written: `560 001`, `12345-6789`, `SW1A 1AA`, `K1A 0B1`, `1012 AB`. */
const POSTAL_FORM =
  /^(?:\d{3} \d{3}|\d{5}-\d{4}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|\d{4} ?[A-Z]{2})$/i;
const INDIAN = /^[1-9]\d{5}$/;
const SMALL = /^\d{1,4}$/;
const BOOLEAN = /^(?:true|false)$/i;

/** @param siblings keys of the object that holds the value: six digits next to a city are a postal code */
export function isHarmlessValue(value: unknown, harmless: number, siblings: readonly string[] = []): boolean {
  if (harmless === 0) return false;
  if (typeof value === 'boolean') return (harmless & FLAG) !== 0;
  if (typeof value !== 'string' && typeof value !== 'number') return false;
  const text = String(value);
  if ((harmless & FLAG) !== 0 && BOOLEAN.test(text)) return true;
  if ((harmless & COUNT) !== 0 && isCount(value, text)) return true;
  if ((harmless & POSTAL) === 0) return false;
  return POSTAL_FORM.test(text) || (INDIAN.test(text) && areOfAddress(siblings));
}

/** Of a value for which {@link isHarmlessValue} is false without siblings: whether it depends on them. */
export function needsSiblings(value: unknown, harmless: number): boolean {
  return (
    (harmless & POSTAL) !== 0 && (typeof value === 'string' || typeof value === 'number') && INDIAN.test(String(value))
  );
}

/** A number of any size below that of a card's, or a few digits. */
function isCount(value: unknown, text: string): boolean {
  return typeof value === 'number' ? Number.isInteger(value) && value >= 0 && value < 1e9 : SMALL.test(text);
}

/** Decided once for each object, or the keys of a long one would be compared with each other. */
const decided = new WeakMap<readonly string[], boolean>();
/** An object of more is no address. */
const MOST_SIBLINGS = 64;

function areOfAddress(siblings: readonly string[]): boolean {
  let are = decided.get(siblings);
  if (are === undefined) {
    are = hasAddressKey(siblings);
    decided.set(siblings, are);
  }
  return are;
}

/** Whether an object with these keys is an address. */
export function hasAddressKey(keys: readonly string[]): boolean {
  return keys.slice(0, MOST_SIBLINGS).some(isOfAddress);
}

const ofAddress = new Map<string, boolean>();
const MOST_REMEMBERED = 1_000;
const LONGEST_REMEMBERED = 32;

function isOfAddress(key: string): boolean {
  const known = ofAddress.get(key);
  if (known !== undefined) return known;
  const is = wordsOf(key).some((word) => ADDRESS.has(word));
  if (ofAddress.size >= MOST_REMEMBERED) ofAddress.clear();
  if (key.length <= LONGEST_REMEMBERED) ofAddress.set(key, is);
  return is;
}
