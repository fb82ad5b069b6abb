import { DUPLICATE_KEY } from './error-codes.js';

const MAX_LENGTH = 200;
const NULL_BYTES = /^(key|value|pattern) [^]* must not contain null bytes/;

/** Quoted documents and commands are in braces, brackets or quotes, or follow "dup key". */
export function withoutQuotedData(text: string): string {
  if (NULL_BYTES.test(text)) return text.replace(NULL_BYTES, '$1 must not contain null bytes');
  const end = text.search(/[{["'`\u201c\u0000\n]|dup key|First element/);
  const clean = (end < 0 ? text : `${text.slice(0, end).trimEnd()} …`).trim();
  return clean.length > MAX_LENGTH ? `${clean.slice(0, MAX_LENGTH)}…` : clean;
}

/** Why a server rejected one document: the code and the fixed part of the text, up to the first colon. */
export function refusalText(code: number, text = ''): string {
  if (code === DUPLICATE_KEY) {
    const index = /\bindex: ([^\s{]+)/.exec(text)?.[1];
    return `MongoDB error ${code}: duplicate key in ${index ? `the unique index "${index}"` : 'a unique index'}`;
  }
  const fixed = withoutQuotedData(text.split(/:\s/, 1)[0]!);
  return `MongoDB error ${code}${fixed ? `: ${fixed}` : ''}`;
}
