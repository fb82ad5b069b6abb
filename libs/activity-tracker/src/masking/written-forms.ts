import { wellFormed } from './bson-safe.js';

/** Written the same in JSON, URLs, forms and HTML. */
const NEVER_ESCAPED = /^[\w.-]+$/;
const ESCAPED_IN_JSON = /["\\\p{Cc}\ud800-\udfff]/u;
const ESCAPED_IN_HTML = /[&<>"']/;

/** UTF-16 units. Longer values are looked for as they are and in JSON: each other way to write them takes its time. */
export const LONGEST_SPELLED = 2_048;

/** A value as it may be written in a text: itself, or escaped for JSON, a URL, a form or HTML. */
export function formsOf(value: string): string[] {
  if (NEVER_ESCAPED.test(value)) return [value];
  const text = wellFormed(value);
  if (text.length > LONGEST_SPELLED) return [text, ...jsonForms(text)];
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
    formOf(percent),
  ];
}

/** As `URLSearchParams` writes it, made of what `encodeURIComponent` writes, in a tenth of the time. */
function formOf(percent: string): string {
  return percent
    .replaceAll('%20', '+')
    .replace(/[!'()~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
