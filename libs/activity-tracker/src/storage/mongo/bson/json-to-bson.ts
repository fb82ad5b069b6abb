import {
  SPACE,
  QUOTE,
  PLUS,
  COMMA,
  MINUS,
  POINT,
  ZERO,
  NINE,
  UPPER_E,
  OPEN_BRACKET,
  BACKSLASH,
  CLOSE_BRACKET,
  LOWER_E,
  LOWER_F,
  LOWER_N,
  LOWER_T,
  OPEN_BRACE,
  CLOSE_BRACE,
} from '../../../record/json-characters.js';
import * as bson from './bson-bytes.js';

/** So many digits surely are 32 bits. */
const SURELY_INT32 = 9;
/** The items of `[1,1,…]` grow the most: two characters become a type, an index of up to seven digits, NUL and four bytes. */
const MOST_BYTES_OF_A_BYTE = 7;
const MOST_BYTES_BESIDE = 64;
const MOST_BYTES_OF_A_UNIT = 3;
const INITIAL_BYTES = 64 * 1024;
/** What is kept for the next time. */
const MOST_BYTES_KEPT = 1024 * 1024;

/**
 * Writes JSON as BSON in one pass, with no value in between. The JSON is ours ({@link JsonText}): valid, an object or a
 * list, each key once in its object and never escaped; nothing here checks it again.
 */
export class JsonToBson {
  private json = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  private at = 0;

  constructor(private readonly out: bson.BsonBytes) {}

  /** Writes what comes behind the head that says whether it is an object or a list. */
  write(text: string): void {
    const most = text.length * MOST_BYTES_OF_A_UNIT;
    if (most > this.json.length) this.json = Buffer.allocUnsafeSlow(most);
    const length = this.json.write(text);
    this.out.reserve(length * MOST_BYTES_OF_A_BYTE + MOST_BYTES_BESIDE);
    this.at = 0;
    if (this.next() === OPEN_BRACE) this.fields();
    else this.items();
    if (this.json.length > MOST_BYTES_KEPT) this.json = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  }

  private fields(): void {
    const { out } = this;
    const start = out.begin();
    this.at++;
    for (let code = this.next(); code !== CLOSE_BRACE; code = this.next()) {
      if (code === COMMA) {
        this.at++;
        this.next();
      }
      // Its type is not known yet.
      const type = out.at++;
      this.characters();
      out.bytes[out.at++] = 0;
      this.next();
      this.at++;
      out.bytes[type] = this.value(this.next());
    }
    this.at++;
    out.end(start);
  }

  private items(): void {
    const { out } = this;
    const start = out.begin();
    this.at++;
    for (let code = this.next(), index = 0; code !== CLOSE_BRACKET; code = this.next(), index++) {
      if (index > 0) this.at++;
      const type = out.at;
      out.itemHead(0, index);
      out.bytes[type] = this.value(this.next());
    }
    this.at++;
    out.end(start);
  }

  /** Returns the type of what it wrote. */
  private value(first: number): number {
    const { out } = this;
    switch (first) {
      case QUOTE: {
        const length = out.at;
        out.at += 4;
        this.characters();
        out.bytes[out.at++] = 0;
        out.int32At(length, out.at - length - 4);
        return bson.STRING;
      }
      case OPEN_BRACE:
        this.fields();
        return bson.DOCUMENT;
      case OPEN_BRACKET:
        this.items();
        return bson.ARRAY;
      case LOWER_T:
        this.at += 'true'.length;
        out.bytes[out.at++] = 1;
        return bson.BOOLEAN;
      case LOWER_F:
        this.at += 'false'.length;
        out.bytes[out.at++] = 0;
        return bson.BOOLEAN;
      case LOWER_N:
        this.at += 'null'.length;
        return bson.NULL;
      default:
        return this.number(first);
    }
  }

  /** What stands between two quotes. */
  private characters(): void {
    const { json, out } = this;
    const { bytes } = out;
    const start = this.at + 1;
    let index = start;
    let to = out.at;
    for (let code = json[index]!; code !== QUOTE; code = json[++index]!) {
      if (code === BACKSLASH) {
        this.escapedCharacters(start);
        return;
      }
      bytes[to++] = code;
    }
    out.at = to;
    this.at = index + 1;
  }

  private escapedCharacters(start: number): void {
    const { json, out } = this;
    let end = start;
    for (let code = json[end]!; code !== QUOTE; code = json[end]!) end += code === BACKSLASH ? 2 : 1;
    out.at += out.bytes.write(JSON.parse(json.toString('utf8', start - 1, end + 1)) as string, out.at);
    this.at = end + 1;
  }

  private number(first: number): number {
    const { json, out } = this;
    const start = this.at;
    let index = first === MINUS ? start + 1 : start;
    let value = 0;
    let code = json[index]!;
    for (; code >= ZERO && code <= NINE; code = json[++index]!) value = value * 10 + code - ZERO;
    if (index - start > SURELY_INT32 || code === POINT || code === LOWER_E || code === UPPER_E) {
      while (isOfNumber(code)) code = json[++index]!;
      value = Number(json.toString('latin1', start, index));
    } else if (first === MINUS) {
      value = -value;
    }
    this.at = index;
    if (bson.isInt32(value)) {
      out.int32(value);
      return bson.INT32;
    }
    out.double(value);
    return bson.DOUBLE;
  }

  /** What comes next, white space aside. */
  private next(): number {
    const { json } = this;
    let code = json[this.at]!;
    while (code <= SPACE) code = json[++this.at]!;
    return code;
  }
}

function isOfNumber(code: number): boolean {
  return (
    (code >= ZERO && code <= NINE) ||
    code === POINT ||
    code === LOWER_E ||
    code === UPPER_E ||
    code === MINUS ||
    code === PLUS
  );
}
