import { LENGTH_BYTES, valueSize } from '../../bson/value-size.js';
import type { ActivityLog } from '../../record/activity-log.js';

/** Field of a record that holds its place in the chain. */
export const CHAIN_FIELD = 'chain';

/** Bodies and the fields that describe them: they may be removed before the rest of a record. */
const BODY_FIELDS = [
  'body',
  'response',
  'truncated',
  'bodies_removed_at',
] as const satisfies readonly (keyof ActivityLog)[];

const NAMES: readonly (readonly Buffer[])[] = byLength([...BODY_FIELDS, CHAIN_FIELD]);
const CHAIN_BYTES = CHAIN_FIELD.length;

export interface ElementRange {
  from: number;
  value: number;
  to: number;
}

/** The top-level elements of an encoded record that the chain treats in a special way. */
export class RecordParts {
  document: Buffer = Buffer.alloc(0);
  /** In the order of the document. */
  readonly bodies: ElementRange[] = [];
  chain: ElementRange | undefined;
  private readonly free: ElementRange[] = Array.from({ length: BODY_FIELDS.length + 1 }, () => ({
    from: 0,
    value: 0,
    to: 0,
  }));

  /** False for elements of a type that records never have, and for a name that is there twice. */
  read(document: Buffer): boolean {
    const { bodies, free } = this;
    this.document = document;
    this.chain = undefined;
    bodies.length = 0;
    let used = 0;
    let at = LENGTH_BYTES;
    while (document[at] !== 0) {
      let keyEnd = at + 1;
      while (document[keyEnd] !== 0) if (++keyEnd >= document.length) return false;
      const size = valueSize(document, document[at]!, keyEnd + 1);
      if (size === undefined || size < 0) return false;
      const to = keyEnd + 1 + size;
      if (to >= document.length) return false;
      const names = NAMES[keyEnd - at - 1];
      if (names && isOneOf(document, at + 1, names)) {
        const range = free[used++];
        if (!range) return false;
        range.from = at;
        range.value = keyEnd + 1;
        range.to = to;
        if (keyEnd - at - 1 !== CHAIN_BYTES) bodies.push(range);
        else if (this.chain) return false;
        else this.chain = range;
      }
      at = to;
    }
    return at === document.length - 1;
  }
}

function isOneOf(document: Buffer, start: number, names: readonly Buffer[]): boolean {
  for (const name of names) {
    let index = 0;
    while (index < name.length && document[start + index] === name[index]) index++;
    if (index === name.length) return true;
  }
  return false;
}

function byLength(names: readonly string[]): Buffer[][] {
  const sorted: Buffer[][] = [];
  for (const name of names) (sorted[name.length] ??= []).push(Buffer.from(name));
  return sorted;
}
