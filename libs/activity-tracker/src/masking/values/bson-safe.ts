/** Present in every Node this library runs on (V8 11.3), absent from the ES2023 type library. */
interface WellFormedString {
  toWellFormed(): string;
}

/** Lone surrogates become U+FFFD, as BSON's UTF-8 would have it, so that sizes and echoes agree with what is stored. */
export function wellFormed(text: string): string {
  return (text as unknown as WellFormedString).toWellFormed();
}

/**
 * A key the driver or the server would choke on, in a form they take. `_bsontype` makes the driver read a client's object
 * as one of its types, NUL ends a key in BSON: either fails the whole batch.
 *
 * `_bsontype` becomes `％5Fbsontype` and NUL `％00` (U+FF05, the full-width percent sign); {@link unescapeKey} reverses it.
 * An escaped key is not escaped again, so copying a copy changes nothing; the price is that a key which a client sent in
 * the escaped form reads as the plain one. Lone surrogates become U+FFFD for good. `$`, `.` and the empty key stay.
 */
export function escapeKey(key: string): string {
  if (key === '_bsontype') return '％5Fbsontype';
  if (key === '$ref') return '％24ref';
  return wellFormed(key.includes('\0') ? key.replaceAll('\0', '％00') : key);
}

/** Gives back what {@link escapeKey} was given. @publicApi */
export function unescapeKey(key: string): string {
  if (!key.includes('％')) return key;
  if (key === '％5Fbsontype') return '_bsontype';
  return key === '％24ref' ? '$ref' : key.replaceAll('％00', '\0');
}

/** Sets an own property whatever its name: plain assignment of `__proto__` would set the prototype and lose the value. */
export function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[key] = value;
  }
}

/** A copy of these fields, some under other names, in the same order. */
export function renamed(
  fields: Record<string, unknown>,
  keys: readonly string[],
  renames: ReadonlyMap<string, string> | undefined,
): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const key of keys) if (Object.hasOwn(fields, key)) setOwn(copy, renames?.get(key) ?? key, fields[key]);
  return copy;
}
