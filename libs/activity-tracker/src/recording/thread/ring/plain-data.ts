/** Levels; deeper data is left to the thread of the application. */
const DEEPEST = 20;

/** Whether JSON keeps it as it is. */
export function isPlainData(value: unknown, depth = 0): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value !== 'object' || depth === DEEPEST) return false;
  if (Array.isArray(value)) return value.every((each) => isPlainData(each, depth + 1));
  if (Object.getPrototypeOf(value) !== Object.prototype || 'toJSON' in value) return false;
  return Object.values(Object.getOwnPropertyDescriptors(value)).every(
    ({ value: each, enumerable }) => enumerable === true && isPlainData(each, depth + 1),
  );
}
