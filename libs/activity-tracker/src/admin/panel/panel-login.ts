import { isObject } from '../../common/is-object.js';

const INPUT_TYPES = ['text', 'password', 'email', 'tel', 'number', 'url'] as const;

/** A field of the application's sign-in route. @publicApi */
export interface LoginField {
  /** Name of the field in the request body. */
  name: string;
  /** Default: a label in the reader's language, or the name. */
  label?: string;
  /** Default: `password` if the name indicates one, else `text`. */
  type?: (typeof INPUT_TYPES)[number];
}

export function isLogin(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { url, fields, tokenPath } = value;
  return (
    typeof url === 'string' &&
    /^\.{0,2}\/(?!\/)/.test(url) &&
    typeof tokenPath === 'string' &&
    Array.isArray(fields) &&
    fields.length > 0 &&
    fields.every(isField)
  );
}

function isField(field: unknown): boolean {
  if (typeof field === 'string') return field !== '';
  if (!isObject(field)) return false;
  const { name, label, type, ...rest } = field;
  return (
    typeof name === 'string' &&
    name !== '' &&
    (label === undefined || (typeof label === 'string' && label !== '')) &&
    (type === undefined || (INPUT_TYPES as readonly unknown[]).includes(type)) &&
    Object.keys(rest).length === 0
  );
}

/** A page of the application: a path on the same origin, or a URL of the web. */
export function isPageUrl(value: unknown): boolean {
  return typeof value === 'string' && (/^\.{0,2}\/(?![/\\])/.test(value) || isWebUrl(value));
}

const isWebUrl = (text: string): boolean => /^https?:\/\//i.test(text) && URL.canParse(text);
