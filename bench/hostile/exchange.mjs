import { BODY_BYTES, HEAD_BYTES, textsOf } from './texts.mjs';

/** @import { Genome } from './genome.mjs' */

/**
 * A whole exchange, as plain data.
 * @typedef {object} Hostile
 * @property {string} url
 * @property {Record<string, string>} headers
 * @property {string} body
 * @property {string} answer
 * @property {string} json what `JSON.parse` is given for comparison: the same texts, those that are no JSON as strings in it
 */

const JSON_TYPE = 'application/json';
/** Of a signed-in user, whose token is searched for in all that follows. */
const ORDINARY = {
  host: 'api.example.com',
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  accept: 'application/json, text/plain, */*',
  authorization: `Bearer eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjo3fQ.${'q8Zt-4Xw_'.repeat(4)}7yGkLm`,
  cookie: 'session=s%3A4f9a1c7e2b8d6053; theme=dark',
  'content-type': JSON_TYPE,
};

/** @param {Genome} genome @param {number} salt @returns {Hostile} */
export function exchangeOf(genome, salt) {
  const texts = textsOf(genome, salt);
  const made = placed(genome, texts);
  return { ...made, json: made.json ?? comparison(made) };
}

/** @param {Genome} genome @param {ReturnType<typeof textsOf>} texts @returns {Omit<Hostile, 'json'> & { json?: string }} */
function placed(genome, { json, plain, counter }) {
  const quiet = { url: '/orders/7', headers: ORDINARY, body: '{"a":1}', answer: '{"ok":true}' };
  switch (genome.place) {
    case 'body':
      return { ...quiet, body: json(BODY_BYTES) };
    case 'answer':
      return { ...quiet, answer: json(BODY_BYTES) };
    case 'both': {
      const text = json(BODY_BYTES / 2);
      return { ...quiet, body: text, answer: text };
    }
    case 'url':
      return { ...quiet, url: `/orders/7?${visible(plain(HEAD_BYTES))}` };
    case 'headers':
      return { ...quiet, headers: { ...quiet.headers, ...headersOf(genome, plain, counter) } };
    case 'cookie':
      return {
        ...quiet,
        headers: { ...quiet.headers, cookie: latin(plain(HEAD_BYTES)) },
        answer: json(BODY_BYTES - HEAD_BYTES),
      };
    case 'form': {
      const body = plain(BODY_BYTES);
      const fields = grouped([...new URLSearchParams(body)]);
      return {
        ...quiet,
        headers: { ...ORDINARY, 'content-type': 'application/x-www-form-urlencoded' },
        body,
        json: JSON.stringify(fields),
      };
    }
    case 'multipart':
      return { ...quiet, ...multipart(genome, plain, counter) };
  }
}

/** @param {Genome} genome @param {(size: number) => string} plain @param {(text: string) => string} counter */
function headersOf(genome, plain, counter) {
  /** @type {Record<string, string>} */
  const headers = {};
  const names = ['x-note', 'referer', 'x-api-key', 'x-§', 'forwarded', 'link', 'user-agent'];
  const each = genome.times > 100 ? HEAD_BYTES : 200;
  for (let used = 0, index = 0; used + each <= HEAD_BYTES; index++) {
    const name = counter(index < 7 ? /** @type {string} */ (names[index % 7]) : 'x-§');
    headers[name] = latin(plain(each));
    used += name.length + each;
  }
  return headers;
}

/** @param {Genome} genome @param {(size: number) => string} plain @param {(text: string) => string} counter */
function multipart(genome, plain, counter) {
  const each = genome.times > 100 ? BODY_BYTES - 200 : 60;
  const boundary = 'b';
  let body = '';
  const fields = [];
  while (body.length + each + 80 < BODY_BYTES) {
    const name = counter(genome.keys[fields.length % genome.keys.length] ?? 'a');
    const value = plain(each);
    body += `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    fields.push([name, value]);
  }
  return {
    headers: { ...ORDINARY, 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: `${body}--${boundary}--\r\n`,
    json: JSON.stringify(grouped(fields)),
  };
}

/** Fields as an object, those of one name as a list. @param {string[][]} fields */
function grouped(fields) {
  /** @type {Map<string, string[]>} */
  const names = new Map();
  for (const [name = '', value = ''] of fields) {
    const known = names.get(name);
    if (known) known.push(value);
    else names.set(name, [value]);
  }
  return Object.fromEntries(names);
}

/** What a request line may hold. @param {string} text */
const visible = (text) => text.replaceAll(/[^\x21-\x7e]/g, '%20').slice(0, HEAD_BYTES);
/** What a header may hold. @param {string} text */
const latin = (text) => text.replaceAll(/[^\x20-\x7e\xa0-\xff]/g, ' ');

/** @param {Omit<Hostile, 'json'>} made */
function comparison({ url, headers, body, answer }) {
  const isJson = headers['content-type'] === JSON_TYPE;
  return `[${JSON.stringify(url)},${JSON.stringify(headers)},${isJson ? body : JSON.stringify(body)},${answer}]`;
}
