/** Bytes; shorter texts are never cut in favor of others. */
const SHORT = 256;
/** Share reserved for markers and masks, which may be longer than the text they replace. */
const SLACK = 1 / 16;
const MAX_DEPTH = 64;

/**
 * Bytes of UTF-8 that one string may keep so that all strings and keys of a value fit into `room`: the longest give way first,
 * so that one long text does not cost the texts behind it. Only own data properties are read.
 * @returns infinity where nothing has to be cut
 */
export function fairStringBytes(value: unknown, room: number, maxNodes: number): number {
  const census = new Census(maxNodes, room);
  census.count(value, 0);
  const { long, short } = census;
  if (short + sum(long) <= room) return Number.POSITIVE_INFINITY;
  let left = room * (1 - SLACK) - short;
  long.sort((one, other) => one - other);
  for (let index = 0; index < long.length; index++) {
    const share = Math.floor(left / (long.length - index));
    if (long[index]! > share) return Math.max(SHORT, share);
    left -= long[index]!;
  }
  return SHORT;
}

class Census {
  readonly long: number[] = [];
  short = 0;

  constructor(
    private nodesLeft: number,
    private readonly room: number,
  ) {}

  count(value: unknown, depth: number): void {
    if (typeof value === 'string') this.add(this.bytesOf(value));
    else if (typeof value === 'object' && value !== null && depth < MAX_DEPTH) this.countFields(value, depth);
  }

  private countFields(container: object, depth: number): void {
    const isList = Array.isArray(container);
    // A buffer has one key per byte.
    if (!isList && ArrayBuffer.isView(container)) return;
    for (const key of isList ? container.keys() : Object.keys(container)) {
      if (this.nodesLeft-- <= 0) return;
      if (!isList) this.short += this.bytesOf(key as string);
      this.count(Object.getOwnPropertyDescriptor(container, key)?.value, depth + 1);
    }
  }

  /** At least the length: a text beyond the room is cut whatever its bytes, and counting those of 17 MB takes 5 ms. */
  private bytesOf(text: string): number {
    return text.length > this.room ? text.length : Buffer.byteLength(text);
  }

  private add(length: number): void {
    if (length > SHORT) this.long.push(length);
    else this.short += length;
  }
}

function sum(lengths: readonly number[]): number {
  return lengths.reduce((total, length) => total + length, 0);
}
