import type { ActivityLog } from '../../../record/activity-log.js';
import { TECHNICAL_HEADER } from './technical-header.js';
import { outsideRoute } from './outside-route.js';
import { isNamedByApplication, isPersonal, isRecordOfNames } from './personal-field.js';
import { asText, isPlainObject } from './replace-in.js';

/** Strings in JSON stored as text, which may be truncated. */
const JSON_STRING = /"((?:[^"\\]|\\.)*)"/g;

/** Only complete values count: a leaf of a body, a claim, a query value, a path segment that the route leaves open; no header that software sets. */
export class OwnValues {
  private readonly sought: Map<string, string>;

  constructor(texts: readonly string[]) {
    this.sought = new Map(texts.map((text) => [folded(text), text]));
  }

  get absent(): string[] {
    return [...this.sought.values()];
  }

  look(record: ActivityLog): void {
    if (this.sought.size === 0) return;
    for (const [field, value] of Object.entries(record)) {
      if (!isPersonal(field, record)) continue;
      if (field === 'headers' || field === 'response_headers') this.headers(value);
      else if ((field === 'api' || field === 'url_path') && typeof value === 'string') this.url(value, record.route);
      else if (isRecordOfNames(field)) this.named(field, value);
      else this.value(value);
    }
  }

  private named(field: string, value: unknown): void {
    for (const [key, item] of Object.entries(value ?? {})) if (!isNamedByApplication([field, key])) this.value(item);
  }

  private headers(headers: unknown): void {
    if (!isPlainObject(headers)) return;
    for (const [name, value] of Object.entries(headers)) if (!TECHNICAL_HEADER.test(name)) this.value(value);
  }

  private value(value: unknown): void {
    if (Array.isArray(value)) {
      for (const item of value) this.value(item);
    } else if (isPlainObject(value)) {
      for (const item of Object.values(value)) this.value(item);
    } else {
      const text = asText(value);
      if (text === undefined) return;
      this.found(text);
      if (/^\s*[{[]/.test(text)) this.json(text);
    }
  }

  private json(text: string): void {
    try {
      this.value(JSON.parse(text));
    } catch {
      for (const [quoted] of text.matchAll(JSON_STRING)) this.found(unquoted(quoted));
    }
  }

  private url(url: string, route: string | null | undefined): void {
    outsideRoute(url, route, (text) => {
      for (const part of text.split(/[/?&=#]/)) this.found(decoded(part));
      return text;
    });
  }

  private found(text: string): void {
    this.sought.delete(folded(text));
  }
}

const folded = (text: string): string => text.trim().toLowerCase();

function unquoted(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted.slice(1, -1);
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    return part;
  }
}
