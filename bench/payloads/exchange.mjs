import { Values } from './values.mjs';

/**
 * @typedef {object} Message
 * @property {string} type `Content-Type`; empty without a body
 * @property {string} text body as it is sent
 */
/**
 * @typedef {object} Exchange
 * @property {string} name
 * @property {string} method
 * @property {string} path
 * @property {Message} request
 * @property {Message & { status: number }} response
 */

/** @type {Message} */
export const NONE = { type: '', text: '' };

/** @param {unknown} value @returns {Message} */
export const json = (value) => ({ type: 'application/json', text: JSON.stringify(value) });

/** JSON of another media type. @param {string} type @param {unknown} value @returns {Message} */
export const jsonOf = (type, value) => ({ type, text: JSON.stringify(value) });

/** JSON that `JSON.stringify` would not write so. @param {string} text @returns {Message} */
export const jsonText = (text) => ({ type: 'application/json', text });

/** @param {string} text @param {string} [type] @returns {Message} */
export const plain = (text, type = 'text/plain; charset=utf-8') => ({ type, text });

/** @param {Record<string, string | number>} fields @returns {Message} */
export const form = (fields) => ({
  type: 'application/x-www-form-urlencoded',
  text: new URLSearchParams(
    Object.entries(fields).map(([name, value]) => /** @type {[string, string]} */ ([name, String(value)])),
  ).toString(),
});

/**
 * @param {string} name also the seed of its values
 * @param {string} line `POST /path`
 * @param {(values: Values) => { request?: Message, response: Message, status?: number }} make
 * @returns {Exchange}
 */
export function exchange(name, line, make) {
  const [method = '', path = ''] = line.split(' ');
  const { request = NONE, response, status = 200 } = make(new Values(name));
  return { name, method, path: `/corpus${path}`, request, response: { status, ...response } };
}
