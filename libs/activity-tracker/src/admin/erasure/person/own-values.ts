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
  private readonly found = new Map<string, Date>();
  private time = new Date(0);

  constructor(texts: readonly string[]) {
    this.sought = new Map(texts.map((text) => [folded(text), text]));
  }

  get absent(): string[] {
    return [...this.sought.values()];
  }

  /** Time of the first record that holds the text, if records are given oldest first. */
  since(text: string): Date | undefined {
    return this.found.get(folded(text));
  }

  look(record: ActivityLog): void {
    if (this.sought.size === 0) return;
    this.time = record.created_time;
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
      this.note(text);
      if (/^\s*[{[]/.test(text)) this.json(text);
    }
  }

  private json(text: string): void {
    try {
      this.value(JSON.parse(text));
    } catch {
      for (const [quoted] of text.matchAll(JSON_STRING)) this.note(unquoted(quoted));
    }
  }

  private url(url: string, route: string | null | undefined): void {
    outsideRoute(url, route, (text) => {
      for (const part of text.split(/[/?&=#]/)) this.note(decoded(part));
      return text;
    });
  }

  private note(text: string): void {
    const key = folded(text);
    if (this.sought.delete(key)) this.found.set(key, this.time);
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
