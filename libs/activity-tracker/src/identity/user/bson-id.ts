interface BsonValue {
  readonly _bsontype: string;
  readonly sub_type?: unknown;
  readonly buffer?: unknown;
  toHexString?(): unknown;
  toString(): unknown;
}

/** Binary subtype of UUIDs. Subtype 3 is kept as hex: its byte order depends on the driver. */
const UUID_SUBTYPE = 4;
const UUID_LENGTH = 16;

const wholeNumber = (value: BsonValue) => /^-?\d+$/.exec(String(value))?.[0];

const TEXT_OF: Readonly<Record<string, (value: BsonValue) => unknown>> = {
  ObjectId: (value) => value.toHexString?.(),
  // bson 4 and earlier.
  ObjectID: (value) => value.toHexString?.(),
  // bson 5 and earlier; later versions use Binary.
  UUID: (value) => value.toHexString?.(),
  Binary: binaryText,
  Long: wholeNumber,
  Int32: wholeNumber,
  Double: wholeNumber,
  Decimal128: wholeNumber,
  BSONSymbol: String,
};

export function bsonIdText(value: object | null): string | undefined {
  if (!isBsonValue(value) || !Object.hasOwn(TEXT_OF, value._bsontype)) return undefined;
  const text = TEXT_OF[value._bsontype]!(value);
  return typeof text === 'string' ? text : undefined;
}

/** False for plain JSON: a token claim must not pass for a BSON value. */
function isBsonValue(value: object | null): value is BsonValue {
  if (value === null || typeof (value as { _bsontype?: unknown })._bsontype !== 'string') return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype !== Object.prototype && prototype !== null;
}

function binaryText({ sub_type: subtype, buffer }: BsonValue): string | undefined {
  if (!(buffer instanceof Uint8Array) || buffer.length === 0) return undefined;
  const hex = Buffer.from(buffer).toString('hex');
  if (subtype !== UUID_SUBTYPE || buffer.length !== UUID_LENGTH) return hex;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
