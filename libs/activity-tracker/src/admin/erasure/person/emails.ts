import { isPlainObject } from './replace-in.js';

const ATOM = String.raw`[^\s"'<>()[\]{},;:\\/|?&=#@%*]`;
const LABEL = String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?`;
/** Bounded and anchored at the start of a word: linear time. */
const EMAIL = new RegExp(`(?<!${ATOM})${ATOM}{1,64}@${LABEL}(?:\\.${LABEL}){1,8}`, 'gu');

export function addEmails(value: unknown, found: Set<string>): void {
  if (typeof value === 'string') {
    if (value.includes('@')) for (const [email] of value.matchAll(EMAIL)) found.add(email);
  } else if (Array.isArray(value)) {
    for (const item of value) addEmails(item, found);
  } else if (isPlainObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      addEmails(key, found);
      addEmails(item, found);
    }
  }
}
