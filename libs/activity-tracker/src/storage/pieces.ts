/** Bytes in BSON of one piece: decoding and writing the dearest of them takes a few milliseconds. */
export const PIECE_BYTES = 65_536;

/**
 * The pieces of each list or object of more than {@link PIECE_BYTES}: of a list where they end, of an object their keys, since
 * objects do not keep the order of keys that are numbers.
 */
const pieces = new WeakMap<object, readonly number[] | readonly (readonly string[])[]>();

/** Notes where the pieces of a list end, for those who go through it afterwards. */
export function noteList(list: readonly unknown[], ends: readonly number[]): void {
  pieces.set(list, ends);
}

/** Notes which keys of an object are a piece. */
export function noteObject(object: object, keys: readonly (readonly string[])[]): void {
  pieces.set(object, keys);
}

/** Whether a value is too large to go through without interruption. */
export function isLarge(value: unknown): value is object {
  return typeof value === 'object' && value !== null && pieces.has(value);
}

/**
 * The pieces of a large list as lists, of a large object as objects. A member that is large itself is a piece by itself; see
 * {@link largeMember}.
 */
export function* piecesOf(value: object): Generator<object, void, undefined> {
  let start = 0;
  for (const piece of pieces.get(value) ?? []) {
    if (typeof piece === 'number') {
      yield (value as unknown[]).slice(start, piece);
      start = piece;
    } else {
      // From entries and not by assignment: `__proto__` is a key like any other.
      yield Object.fromEntries(piece.map((key) => [key, (value as Record<string, unknown>)[key]]));
    }
  }
}

/** The only member of a piece, with its key, where it has pieces of its own. */
export function largeMember(piece: object): { key: string; member: object } | undefined {
  const keys = Object.keys(piece);
  const [key] = keys;
  if (key === undefined || keys.length > 1) return undefined;
  const member = (piece as Record<string, unknown>)[key];
  return isLarge(member) ? { key, member } : undefined;
}
