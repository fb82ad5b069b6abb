import zlib from 'node:zlib';
import { textOfUtf8 } from '../../masking/text/utf8.js';
import { typeParameter } from './content-type.js';

/** `undefined` if the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const NOTHING = Buffer.alloc(0);
const UTF8 = /^utf-?8$/i;
const WIDE = /^utf-16/i;
const ASCII = /^[\x01-\x7f]*$/;

/** False for a charset that is unknown, or in which JSON is another text in UTF-8: parsers that ignore the charset read another value. */
export function isReadAlike(contentType: string | undefined): boolean {
  const charset = charsetOf(contentType);
  return UTF8.test(charset) || (!WIDE.test(charset) && decode(NOTHING, contentType) !== undefined);
}

function charsetOf(contentType: string | undefined): string {
  return typeParameter(contentType ?? '', 'charset') || 'utf-8';
}

/** `undefined` for a charset that is unknown. */
export function decode(bytes: Buffer, contentType: string | undefined): string | undefined {
  const charset = charsetOf(contentType);
  if (UTF8.test(charset)) return textOfUtf8(bytes);
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return undefined;
  }
}

/** {@link decode}; what is no form in UTF-16 although it says so is read by parsers that ignore the charset. */
export function decodeForm(bytes: Buffer, contentType: string | undefined): string | undefined {
  const text = decode(bytes, contentType);
  return text !== undefined && WIDE.test(charsetOf(contentType)) && !ASCII.test(text) ? textOfUtf8(bytes) : text;
}

/** Decompresses the received part of a cut body; `undefined` if it is damaged, or larger than `maxOutputLength`. */
export function unpack(bytes: Buffer, encoding: string | undefined, maxOutputLength: number): Buffer | undefined {
  try {
    switch (encoding?.toLowerCase()) {
      case undefined:
      case '':
      case 'identity':
        return bytes;
      case 'gzip':
      case 'x-gzip':
        return zlib.gunzipSync(bytes, { maxOutputLength, finishFlush: zlib.constants.Z_SYNC_FLUSH });
      case 'deflate':
        return zlib.inflateSync(bytes, { maxOutputLength, finishFlush: zlib.constants.Z_SYNC_FLUSH });
      case 'br':
        return zlib.brotliDecompressSync(bytes, {
          maxOutputLength,
          finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH,
        });
      default:
        return undefined;
    }
  } catch {
    return undefined;
  }
}
