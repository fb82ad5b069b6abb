import { textOfUtf8 } from '../../masking/text/utf8.js';

export interface FilePart {
  filename: string;
  type: string | null;
  /** Bytes; `null` if the end was not seen. */
  size: number | null;
}

const HEADER_END = '\r\n\r\n';
const MAX_PARTS = 1_000;
const USUAL_HEAD = /^\r\nContent-Disposition: form-data; name="([^"\\]*)"$/;

/** Fields of the kept part of a multipart body (RFC 7578). Latin-1 preserves the bytes until each is decoded as UTF-8. */
export function readMultipart(bytes: Buffer, boundary: string, whole: boolean): [string, unknown][] {
  const text = `\r\n${bytes.toString('latin1')}`;
  const delimiter = `\r\n--${boundary}`;
  const fields: [string, unknown][] = [];
  let start = text.indexOf(delimiter);
  while (start >= 0 && fields.length < MAX_PARTS) {
    const next = text.indexOf(delimiter, start + delimiter.length);
    const part = text.slice(start + delimiter.length, next < 0 ? text.length : next);
    if (part.startsWith('--')) break;
    const field = readPart(part, next >= 0 || whole);
    if (field) fields.push(field);
    start = next;
  }
  return fields;
}

function readPart(part: string, ended: boolean): [string, unknown] | undefined {
  const headerEnd = part.indexOf(HEADER_END);
  if (headerEnd < 0) return undefined;
  const head = utf8(part.slice(0, headerEnd));
  const content = part.slice(headerEnd + HEADER_END.length);
  const usual = USUAL_HEAD.exec(head)?.[1];
  const { name, filename } = usual === undefined ? dispositionOf(head) : { name: usual, filename: undefined };
  if (name === undefined) return undefined;
  if (filename !== undefined) {
    const type = headerOf(head, 'content-type:')?.split(';', 1)[0]?.trim() || null;
    return [name, { filename, type, size: ended ? content.length : null } satisfies FilePart];
  }
  // Omit an unfinished field: half a secret cannot be recognized.
  return ended ? [name, utf8(content)] : undefined;
}

function utf8(bytes: string): string {
  return /[\x80-\xff]/.test(bytes) ? textOfUtf8(Buffer.from(bytes, 'latin1')) : bytes;
}

/** Without expressions: a body of a thousand heads in an unusual spelling must not take longer than one of usual ones. */
function dispositionOf(head: string): { name?: string; filename?: string } {
  const found: { name?: string; filename?: string } = {};
  const line = headerOf(head, 'content-disposition:') ?? '';
  for (let at = line.indexOf(';'); at >= 0;) {
    const equals = line.indexOf('=', at);
    if (equals < 0) break;
    const parameter = line
      .slice(at + 1, equals)
      .trim()
      .toLowerCase();
    const { value, end } = valueAt(line, equals + 1);
    if (parameter === 'name' || parameter === 'filename') found[parameter] ??= value;
    at = line.indexOf(';', end);
  }
  return found;
}

/** The rest of the first line that begins so, in any case. @param name in lower case, with its colon */
function headerOf(head: string, name: string): string | undefined {
  for (const line of head.split('\r\n'))
    if (line.length >= name.length && line.slice(0, name.length).toLowerCase() === name) return line.slice(name.length);
  return undefined;
}

function valueAt(line: string, start: number): { value: string; end: number } {
  if (line[start] !== '"') {
    const semicolon = line.indexOf(';', start);
    const end = semicolon < 0 ? line.length : semicolon;
    return { value: line.slice(start, end).trim(), end };
  }
  let end = start + 1;
  while (end < line.length && line[end] !== '"') end += line[end] === '\\' ? 2 : 1;
  const value = line.slice(start + 1, end);
  return { value: value.includes('\\') ? value.replaceAll(/\\(.)/g, '$1') : value, end };
}
