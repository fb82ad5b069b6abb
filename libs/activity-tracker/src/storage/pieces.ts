/** BSON size of one piece, in bytes: decoding and writing the slowest piece takes a few milliseconds. */
export const PIECE_BYTES = 65_536;

/** End positions of the pieces of a list, keys for an object, because objects reorder numeric keys. */
const pieces = new WeakMap<object, readonly number[] | readonly (readonly string[])[]>();

export function noteList(list: readonly unknown[], ends: readonly number[]): void {
  pieces.set(list, ends);
}

export function noteObject(object: object, keys: readonly (readonly string[])[]): void {
  pieces.set(object, keys);
}

export function isLarge(value: unknown): value is object {
  return typeof value === 'object' && value !== null && pieces.has(value);
}

/** Lists as lists, objects as objects. A large member is a separate piece; see {@link largeMember}. */
export function* piecesOf(value: object): Generator<object, void, undefined> {
  let start = 0;
  for (const piece of pieces.get(value) ?? []) {
    if (typeof piece === 'number') {
      yield (value as unknown[]).slice(start, piece);
      start = piece;
    } else {
      // From entries, because assigning `__proto__` would set the prototype.
      yield Object.fromEntries(piece.map((key) => [key, (value as Record<string, unknown>)[key]]));
    }
  }
}

export function largeMember(piece: object): { key: string; member: object } | undefined {
  const keys = Object.keys(piece);
  const [key] = keys;
  if (key === undefined || keys.length > 1) return undefined;
  const member = (piece as Record<string, unknown>)[key];
  return isLarge(member) ? { key, member } : undefined;
}
