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
  const name = USUAL_HEAD.exec(head)?.[1] ?? parameter(head, 'name');
  if (name === undefined) return undefined;
  const content = part.slice(headerEnd + HEADER_END.length);
  const filename = /filename/i.test(head) ? parameter(head, 'filename') : undefined;
  if (filename !== undefined) {
    const type = /^content-type:\s*([^;\r\n]+)/im.exec(head)?.[1]?.trim() ?? null;
    return [name, { filename, type, size: ended ? content.length : null } satisfies FilePart];
  }
  // Omit an unfinished field: half a secret cannot be recognized.
  return ended ? [name, utf8(content)] : undefined;
}

function utf8(bytes: string): string {
  return /[\x80-\xff]/.test(bytes) ? Buffer.from(bytes, 'latin1').toString('utf8') : bytes;
}

const PARAMETERS = { name: parameterOf('name'), filename: parameterOf('filename') };

function parameterOf(name: string): RegExp {
  return new RegExp(`^content-disposition:[^\\r\\n]*[;\\s]${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]+))`, 'im');
}

function parameter(head: string, name: keyof typeof PARAMETERS): string | undefined {
  const match = PARAMETERS[name].exec(head);
  return match?.[1]?.replaceAll(/\\(.)/g, '$1') ?? match?.[2];
}
