import { Stream } from 'node:stream';
import { types } from 'node:util';
import { binary, FUNCTION, OPAQUE, STREAM } from '../values/markers.js';

type Getter = (this: unknown) => unknown;

/** The built-in getter, so that an own property of that name is never run. */
function getterOf(prototype: object, property: string): Getter {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, property) as { get: Getter };
  return descriptor.get;
}

const hrefOf = getterOf(URL.prototype, 'href');
const sourceOf = getterOf(RegExp.prototype, 'source');
const viewLength = getterOf(Object.getPrototypeOf(Uint8Array.prototype) as object, 'byteLength');
const dataViewLength = getterOf(DataView.prototype, 'byteLength');
const bufferLength = getterOf(ArrayBuffer.prototype, 'byteLength');
const sharedBufferLength = getterOf(SharedArrayBuffer.prototype, 'byteLength');
const blobSize = getterOf(Blob.prototype, 'size');

/**
 * What an object that is neither plain nor an array amounts to: text, a date, a marker, or a plain object or array that is
 * still to be masked. `undefined`: an instance of the host's own class, read by its own fields.
 *
 * @param limit entries to take from a collection at the most
 */
export function plainForm(source: object, limit: number): unknown {
  if (types.isDate(source)) return plainDate(source);
  if (types.isMap(source)) return plainMap(source, limit);
  if (types.isSet(source)) return take(Set.prototype.values.call(source), limit);
  if (types.isNativeError(source) || source instanceof Error) return plainError(source);
  if (types.isRegExp(source)) return `/${String(sourceOf.call(source))}/`;
  if (types.isAnyArrayBuffer(source) || ArrayBuffer.isView(source)) return binary(byteLength(source));
  if (types.isBoxedPrimitive(source)) return unboxed(source);
  if (types.isPromise(source) || types.isWeakMap(source) || types.isWeakSet(source) || types.isGeneratorObject(source))
    return OPAQUE;
  if (source instanceof URL) return hrefOf.call(source);
  if (source instanceof URLSearchParams) return `?${URLSearchParams.prototype.toString.call(source)}`;
  if (source instanceof Blob) return binary(Number(blobSize.call(source)));
  if (source instanceof Stream || source instanceof ReadableStream) return STREAM;
  if ('_bsontype' in source && !Object.hasOwn(source, '_bsontype')) return plainBson(source);
  const document = dataProperty(source, '_doc');
  return typeof document === 'object' && document !== null ? document : undefined;
}

/** Value of an own or inherited data property; getters are not run. */
function dataProperty(source: object, property: string): unknown {
  for (let owner: object | null = source; owner; owner = Object.getPrototypeOf(owner) as object | null) {
    const descriptor = Object.getOwnPropertyDescriptor(owner, property);
    if (descriptor) return descriptor.value;
  }
  return undefined;
}

/** Null for an invalid date, as in JSON: BSON would store 1970. */
function plainDate(source: Date): Date | null {
  const time = Date.prototype.getTime.call(source);
  return Number.isNaN(time) ? null : new Date(time);
}

function plainMap(source: Map<unknown, unknown>, limit: number): unknown {
  const entries = take(Map.prototype.entries.call(source), limit);
  return entries.every(([key]) => typeof key === 'string') ? Object.fromEntries(entries) : entries;
}

/** One more than the limit, so that the walk notices the truncation. */
function take<T>(iterator: IterableIterator<T>, limit: number): T[] {
  const taken: T[] = [];
  for (let next = iterator.next(); !next.done && taken.length <= limit; next = iterator.next()) taken.push(next.value);
  return taken;
}

/** Omits the stack, which is long and repeats the message. */
function plainError(source: Error): Record<string, unknown> {
  const plain: Record<string, unknown> = {
    name: dataProperty(source, 'name'),
    message: dataProperty(source, 'message'),
  };
  for (const key of Object.keys(source)) {
    if (key !== 'stack') Object.defineProperty(plain, key, Object.getOwnPropertyDescriptor(source, key)!);
  }
  return plain;
}

function byteLength(source: ArrayBufferLike | ArrayBufferView): number {
  if (types.isTypedArray(source)) return Number(viewLength.call(source));
  if (types.isDataView(source)) return Number(dataViewLength.call(source));
  return Number((types.isSharedArrayBuffer(source) ? sharedBufferLength : bufferLength).call(source));
}

function unboxed(source: object): unknown {
  if (types.isStringObject(source)) return String.prototype.valueOf.call(source);
  if (types.isNumberObject(source)) return Number.prototype.valueOf.call(source);
  if (types.isBooleanObject(source)) return Boolean.prototype.valueOf.call(source);
  return types.isBigIntObject(source) ? BigInt.prototype.valueOf.call(source) : FUNCTION;
}

interface BsonValue {
  readonly _bsontype: unknown;
  readonly buffer?: unknown;
  toString(): string;
  valueOf(): unknown;
}

/** A BSON type of any major version of the package: another major than the driver's own fails the whole batch. */
function plainBson(source: BsonValue): unknown {
  switch (source._bsontype) {
    case 'Double':
    case 'Int32':
      return Number(source.valueOf());
    case 'Binary': {
      const content = dataProperty(source, 'buffer');
      return source.constructor.name === 'UUID'
        ? source.toString()
        : binary(ArrayBuffer.isView(content) ? content.byteLength : 0);
    }
    case 'ObjectId':
    case 'ObjectID':
    case 'Decimal128':
    case 'Long':
    case 'Timestamp':
      return source.toString();
    default:
      return OPAQUE;
  }
}
