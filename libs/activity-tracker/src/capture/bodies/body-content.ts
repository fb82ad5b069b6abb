import { unitsOfText } from '../../masking/text/text-units.js';
import { unitsWithin } from '../../masking/text/utf8.js';
import { setOwn } from '../../masking/values/bson-safe.js';
import type { OmittedBody } from '../../record/activity-log.js';
import { decode, decodeForm, isReadAlike, parseJson, unpack } from './body-text.js';
import type { CapturedBody } from './captured-body.js';
import { contentKind, mediaType, typeParameter } from './content-type.js';
import { readForm } from './form.js';
import { completeJson, hasLongText } from './json-prefix.js';
import { readMultipart } from './multipart.js';

export interface ParsedBody {
  readonly value: unknown;
  /** True for plain data parsed here, which shares no object with the application. */
  readonly isOurs?: true;
  /** Of a multipart body: how many were read. */
  readonly parts?: number;
  /** JSON source of `value`; `value` is then not shared. */
  readonly text?: string;
  readonly truncatedFrom?: number | undefined;
  /** Size in bytes of a value not truncated yet: parsed by the application, or with long texts. */
  readonly wholeOf?: number;
}

export interface BodyContent {
  readonly text?: string;
  readonly truncatedFrom?: number | undefined;
  /** Always the same object; without `text` and `truncatedFrom` if the text is not JSON. */
  parsed(): ParsedBody;
}

export interface BodyDeclaration {
  contentType: string | undefined;
  contentEncoding?: string | undefined;
  parsed?: unknown;
  wasSent?: boolean;
  contentLength?: string | undefined;
}

const SPACE = 32;

const NONE = content({ value: null });

function content(body: ParsedBody): BodyContent {
  return { truncatedFrom: body.truncatedFrom, parsed: () => body };
}

class JsonContent implements BodyContent {
  private body: ParsedBody | undefined;

  constructor(
    readonly text: string,
    private readonly omitted: () => BodyContent,
    readonly truncatedFrom?: number,
  ) {}

  parsed(): ParsedBody {
    return (this.body ??= this.parse());
  }

  private parse(): ParsedBody {
    const { text, truncatedFrom } = this;
    const value = parseJson(text);
    return value === undefined ? this.omitted().parsed() : { value, text, truncatedFrom };
  }
}

/** Maximum decompressed size, as a multiple of the bytes kept. */
const INFLATION = 16;
/** Texts longer than the limit divided by this count as long: they, not the number of values, make a body too long. */
const LONG_TEXTS = 16;
/** White space beyond this share of a long body, indentation included, would leave too little room for its values. */
const MOST_SPACES = 4;

export function readBody(body: CapturedBody | undefined, declared: BodyDeclaration, limit: number): BodyContent {
  if (!body || body.size === 0) return declared.wasSent ? readBefore(declared) : NONE;
  const kind = contentKind(declared.contentType);
  if (!body.isKept) {
    return isFields(declared.parsed) && kind !== 'other'
      ? parsedByHost(body, declared)
      : omitted('type', body, declared);
  }
  if (kind === 'json' && isFields(declared.parsed) && !isReadAlike(declared.contentType))
    return parsedByHost(body, declared);
  switch (kind) {
    case 'json':
      return readJson(body, declared, limit);
    case 'form': {
      const text = decodeForm(body.bytes(), declared.contentType);
      if (text === undefined)
        return isFields(declared.parsed) ? parsedByHost(body, declared) : omitted('unreadable', body, declared);
      const fields = readForm(text);
      const isLong = fields.some(([, value]) => value.length > limit / LONG_TEXTS);
      if (body.cut && isLong && isFields(declared.parsed)) return parsedByHost(body, declared);
      // The last field of a truncated form may hold half a secret, which masking cannot recognize.
      if (body.cut) fields.pop();
      return readFields(fields, body);
    }
    case 'multipart': {
      const boundary = typeParameter(declared.contentType ?? '', 'boundary');
      if (!boundary) return omitted('unreadable', body, declared);
      if (body.cut && isFields(declared.parsed)) return parsedByHost(body, declared);
      const fields = readMultipart(body.bytes(), boundary, !body.cut && body.complete);
      return readFields(fields, body, fields.length);
    }
    case 'other':
      return omitted('type', body, declared);
  }
}

function parsedByHost(body: CapturedBody, { parsed }: BodyDeclaration): BodyContent {
  return content({ value: parsed, wholeOf: body.size });
}

function readBefore({ parsed, contentType, contentLength }: BodyDeclaration): BodyContent {
  if (contentKind(contentType) === 'other' || !isFields(parsed)) return NONE;
  return content({ value: parsed, wholeOf: Number(contentLength) || lengthOf(parsed) });
}

function lengthOf(parsed: object): number {
  try {
    return Buffer.byteLength(JSON.stringify(parsed));
  } catch {
    return 0;
  }
}

function readJson(body: CapturedBody, declared: BodyDeclaration, limit: number): BodyContent {
  let whole = !body.cut;
  let text = body.asWritten();
  let all: string | undefined;
  if (text === undefined) {
    const unpacked = unpack(body.bytes(), declared.contentEncoding, limit * INFLATION);
    const decoded = unpacked && decode(unpacked, declared.contentType);
    if (decoded === undefined) return omitted('unreadable', body, declared);
    text = decoded;
    const kept = unitsWithin(text, limit);
    if (kept < text.length) {
      if (whole) all = text;
      text = text.slice(0, kept);
      whole = false;
    }
  }
  if (text.codePointAt(0) === 0xfeff) text = text.slice(1);
  if (whole) return new JsonContent(text, () => omitted('unreadable', body, declared));
  if (hasLongText(text, limit / LONG_TEXTS) || spacesIn(text) > text.length / MOST_SPACES) {
    const value = declared.parsed ?? allOf(body, declared, all, limit);
    if (isFields(value)) return content({ value, wholeOf: body.size });
  }
  const beginning = completeJson(text);
  return beginning === undefined
    ? omitted('too-large', body, declared)
    : new JsonContent(beginning, () => omitted('too-large', body, declared), body.size);
}

function spacesIn(text: string): number {
  const units = unitsOfText.of(text);
  let spaces = 0;
  for (let at = 0; at < text.length; at++) if (units[at]! <= SPACE) spaces++;
  return spaces;
}

function allOf(body: CapturedBody, declared: BodyDeclaration, unpacked: string | undefined, limit: number): unknown {
  let text = unpacked;
  if (text === undefined) {
    const whole = body.whole();
    const bytes = whole && unpack(whole, declared.contentEncoding, limit * INFLATION);
    text = bytes && decode(bytes, declared.contentType);
  }
  return text === undefined ? undefined : parseJson(text.codePointAt(0) === 0xfeff ? text.slice(1) : text);
}

function readFields(fields: readonly [string, unknown][], body: CapturedBody, parts = 0): BodyContent {
  // Set one by one: `Object.fromEntries()` takes five times as long for many names that come once.
  const value: Record<string, unknown> = {};
  let [name, values]: [string | undefined, unknown[]] = [undefined, []];
  for (const [given, field] of fields) {
    if (given === name) {
      if (values.push(field) === 2) setOwn(value, name, values);
      continue;
    }
    name = given;
    const known = Object.hasOwn(value, name) ? value[name] : undefined;
    values = Array.isArray(known) ? known : known === undefined ? [] : [known];
    if (values.push(field) <= 2) setOwn(value, name, values.length === 1 ? field : values);
  }
  return content({ value, isOurs: true, parts, truncatedFrom: body.cut ? body.size : undefined });
}

function omitted(why: OmittedBody['omitted'], body: CapturedBody, declared: BodyDeclaration): BodyContent {
  const value: OmittedBody = { omitted: why, type: mediaType(declared.contentType), size: body.size };
  return content({ value });
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
}
