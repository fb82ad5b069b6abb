/** Levels; deeper data is left to the thread of the application. */
const DEEPEST = 20;
/** Values, and texts in pieces of this length. What has more is left to the thread of the application, which masks a bounded part of it. */
const MOST_VALUES = 20_000;
const CHARACTERS_OF_A_VALUE = 64;

/** Whether JSON keeps it as it is, and it is not large. */
export function isPlainData(data: unknown): boolean {
  let left = MOST_VALUES;

  function isPlain(value: unknown, depth: number): boolean {
    if (--left < 0) return false;
    if (typeof value === 'string') return (left -= value.length / CHARACTERS_OF_A_VALUE) >= 0;
    if (value === null || typeof value === 'boolean') return true;
    if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
    if (typeof value !== 'object' || depth === DEEPEST) return false;
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) if (!isPlain(value[index], depth + 1)) return false;
      return true;
    }
    if (Object.getPrototypeOf(value) !== Object.prototype || 'toJSON' in value) return false;
    for (const key of Object.keys(value))
      if (!isPlain((value as Record<string, unknown>)[key], depth + 1)) return false;
    return true;
  }

  return isPlain(data, 0);
}
