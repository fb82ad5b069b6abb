import { wellFormed } from './bson-safe.js';
import { FILTERED, MARKER_TEXT } from './markers.js';

/** Shorter values are too common to be searched for. */
const SHORTEST = 6;
const SCHEME = /^(?:bearer|basic|token|digest|negotiate|apikey)\s+(\S+)$/i;
/** A cookie's value is worth searching for if it is this long, or not a mere word. */
const SURELY_UNIQUE = 16;
/** Steps taken through one masked object in search of its leaves. */
const MAX_STEPS = 256;
const MAX_DEPTH = 16;
/** Written the same in JSON, URLs, forms and HTML. */
const NEVER_ESCAPED = /^[\w.-]+$/;
const NUMBER = /^-?[\d.]/;
/** JSON is free to escape any character; what we look for is escaped as `JSON.stringify` does. */
const UNUSUAL_ESCAPE = /\\[u/]/;

/** The values masked so far in one exchange, to be found again wherever else the exchange shows them. */
export class RememberedValues {
  private readonly values = new Set<string>();
  private forms: string[] | undefined;
  private shortest = Number.POSITIVE_INFINITY;
  private hasDigits = false;
  private steps = 0;

  constructor(private readonly capacity = 64) {}

  get isEmpty(): boolean {
    return this.values.size === 0;
  }

  /** Whether a number was masked somewhere, as a number or as text. */
  hasNumber(value: number): boolean {
    return this.hasDigits && this.values.has(String(value));
  }

  /** Remembers a masked value, or the leaves of a masked object. */
  add(value: unknown): void {
    this.steps = 0;
    try {
      this.addLeaves(value, 0);
    } catch {
      // An object that does not let itself be read is masked all the same.
    }
  }

  addText(text: string): void {
    const credentials = SCHEME.exec(text)?.[1];
    if (credentials === undefined) {
      this.keep(text);
      return;
    }
    this.keep(credentials);
    if (/^basic/i.test(text)) {
      const [, password] = /^[^:]*:(.*)$/s.exec(Buffer.from(credentials, 'base64').toString('utf8')) ?? [];
      if (password) this.keep(password);
    }
  }

  /** A `Cookie` or `Set-Cookie` header: its values, but not attributes and preferences such as `theme=dark-mode`. */
  addCookies(header: string): void {
    for (const pair of header.split(';')) {
      const value = pair.slice(pair.indexOf('=') + 1).trim();
      if (value.length >= SURELY_UNIQUE || (/\d/.test(value) && !/^\s*(?:expires|max-age|path|domain)=/i.test(pair)))
        this.keep(value);
    }
  }

  /** Replaces each remembered value, also where it stands escaped for JSON, a URL, a form or HTML. */
  replaceIn(text: string): string {
    if (text.length < this.shortest) return text;
    let result = text;
    for (const form of this.allForms()) {
      if (result.length >= form.length && result.includes(form)) result = result.replaceAll(form, FILTERED);
    }
    return result;
  }

  /** Whether text could hold a remembered value, itself or escaped. */
  mayOccurIn(text: string): boolean {
    return UNUSUAL_ESCAPE.test(text) || this.allForms().some((form) => text.includes(form));
  }

  private addLeaves(value: unknown, depth: number): void {
    if (this.values.size >= this.capacity || ++this.steps > MAX_STEPS) return;
    if (typeof value === 'string') this.addText(value);
    else if (typeof value === 'number' || typeof value === 'bigint') this.keep(String(value));
    else if (typeof value === 'object' && value !== null && depth < MAX_DEPTH && !ArrayBuffer.isView(value)) {
      for (const key of Object.keys(value)) {
        if (this.steps > MAX_STEPS) return;
        this.addLeaves(Object.getOwnPropertyDescriptor(value, key)?.value, depth + 1);
      }
    }
  }

  private keep(value: string): void {
    if (value.length < SHORTEST || this.values.size >= this.capacity || MARKER_TEXT.includes(value)) return;
    this.values.add(value);
    // No escaped form is shorter than the value itself.
    this.shortest = Math.min(this.shortest, value.length);
    this.hasDigits ||= NUMBER.test(value);
    this.forms = undefined;
  }

  /** Longest first, so that no value is broken by a shorter one inside it. */
  private allForms(): readonly string[] {
    this.forms ??= [...new Set([...this.values].flatMap(formsOf))].sort((a, b) => b.length - a.length);
    return this.forms;
  }
}

const ESCAPED_IN_JSON = /["\\\p{Cc}\ud800-\udfff]/u;
const ESCAPED_IN_HTML = /[&<>"']/;

function formsOf(value: string): string[] {
  if (NEVER_ESCAPED.test(value)) return [value];
  const text = wellFormed(value);
  return [text, ...jsonForms(text), ...urlForms(text), ...(ESCAPED_IN_HTML.test(text) ? [escapeHtml(text)] : [])];
}

function jsonForms(text: string): string[] {
  if (!ESCAPED_IN_JSON.test(text)) return [];
  const json = JSON.stringify(text).slice(1, -1);
  return [json, JSON.stringify(json).slice(1, -1)];
}

function urlForms(text: string): string[] {
  const percent = encodeURIComponent(text);
  return [
    ...(percent === text ? [] : [percent, percent.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase())]),
    ...(percent.includes('%20') ? [percent.replaceAll('%20', '+')] : []),
    encodeURI(text),
    new URLSearchParams([['', text]]).toString().slice(1),
  ];
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
