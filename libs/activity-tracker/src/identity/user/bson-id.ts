/** A value of any version of the `bson` package. */
interface BsonValue {
  readonly _bsontype: string;
  readonly sub_type?: unknown;
  readonly buffer?: unknown;
  toHexString?(): unknown;
  toString(): unknown;
}

/** Subtype of a Binary that holds a UUID. The older 3 is kept as hex: its byte order depends on the driver that wrote it. */
const UUID_SUBTYPE = 4;
const UUID_LENGTH = 16;

/** `undefined` for values that are not numbers: NaN, infinities, fractions. */
const wholeNumber = (value: BsonValue) => /^-?\d+$/.exec(String(value))?.[0];

const TEXT_OF: Readonly<Record<string, (value: BsonValue) => unknown>> = {
  ObjectId: (value) => value.toHexString?.(),
  // Until bson 4.
  ObjectID: (value) => value.toHexString?.(),
  // Until bson 5; a Binary since.
  UUID: (value) => value.toHexString?.(),
  Binary: binaryText,
  Long: wholeNumber,
  Int32: wholeNumber,
  Double: wholeNumber,
  Decimal128: wholeNumber,
  BSONSymbol: String,
};

/** The text of a BSON value that may be an id: ObjectId, UUID, Binary, Long, Int32, Double, Decimal128, Symbol. */
export function bsonIdText(value: object | null): string | undefined {
  if (!isBsonValue(value) || !Object.hasOwn(TEXT_OF, value._bsontype)) return undefined;
  const text = TEXT_OF[value._bsontype]!(value);
  return typeof text === 'string' ? text : undefined;
}

/** False for JSON that only carries the name: a claim of a token must not pass for a BSON value. */
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
