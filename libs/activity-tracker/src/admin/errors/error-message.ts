import { isObject } from '../../common/is-object.js';

/** Characters of a message that are read; longer ones are cut. */
export const MAX_MESSAGE = 1_000;
/** Messages of one response, such as those of a validation. */
export const MAX_MESSAGES = 3;

const FIELDS = ['message', 'error', 'detail', 'title', 'errors'] as const;
/** For JSON that was cut, and so cannot be parsed. */
const IN_CUT_JSON = /"(?:message|error|detail|title)"\s*:\s*("(?:[^"\\]|\\.)*")/;
/** The page that Express writes, then any other page. */
const IN_HTML = [/<pre>([^<]+)/i, /<title>([^<]+)/i];

/** Messages of an error response from the usual fields, or the first line of a text; empty if there is none. */
export function messagesOf(response: unknown): string[] {
  const messages = typeof response === 'string' ? ofText(response) : ofBody(response);
  return messages.map(firstLine).filter((message) => message !== '');
}

function ofBody(body: unknown): string[] {
  if (!isObject(body)) return [];
  for (const field of FIELDS) {
    const messages = textsIn(body[field]);
    if (messages.length > 0) return messages;
  }
  return [];
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [value];
  if (Array.isArray(value)) return value.slice(0, MAX_MESSAGES).flatMap(textOf);
  return textOf(value);
}

function textOf(value: unknown): string[] {
  const text = isObject(value) ? value.message : value;
  return typeof text === 'string' ? [text] : [];
}

function ofText(text: string): string[] {
  const start = text.trimStart();
  if (start.startsWith('{')) return ofJson(start);
  if (start.startsWith('<')) return IN_HTML.flatMap((pattern) => pattern.exec(start)?.[1] ?? []).slice(0, 1);
  return [start];
}

function ofJson(text: string): string[] {
  try {
    return ofBody(JSON.parse(text));
  } catch {
    const [, quoted] = IN_CUT_JSON.exec(text) ?? [];
    return quoted === undefined ? [] : parsed(quoted);
  }
}

function parsed(quoted: string): string[] {
  try {
    return [JSON.parse(quoted) as string];
  } catch {
    return [];
  }
}

const firstLine = (message: string): string =>
  message
    .trimStart()
    .split(/[\r\n]/, 1)[0]!
    .slice(0, MAX_MESSAGE)
    .trimEnd();
