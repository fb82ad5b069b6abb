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

/** `undefined` for a charset that is unknown. */
export function decode(bytes: Buffer, contentType: string | undefined): string | undefined {
  const charset = typeParameter(contentType ?? '', 'charset') || 'utf-8';
  if (/^utf-?8$/i.test(charset)) return textOfUtf8(bytes);
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return undefined;
  }
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
