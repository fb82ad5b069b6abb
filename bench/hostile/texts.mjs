/** @import { Genome } from './genome.mjs' */

/** Bytes of a body, and of a URL or a block of headers: what Node takes by default. */
export const BODY_BYTES = 64 * 1024;
export const HEAD_BYTES = 16 * 1024 - 512;
const LONGEST_DEPTH = 2_000;
/** Characters; shorter values are not searched for. */
const SHORTEST_SECRET = 6;

/** @param {Genome} genome @param {number} salt makes it another text of the same kind */
export function textsOf(genome, salt) {
  const counter = counterFrom(salt);
  return {
    json: (/** @type {number} */ size) => jsonOf(genome, size, counter),
    plain: (/** @type {number} */ size) => plainOf(genome, size, counter),
    counter,
  };
}

/** @param {number} salt */
function counterFrom(salt) {
  let count = 0;
  return (/** @type {string} */ text) => text.replaceAll('§', () => (salt * 100_000 + ++count).toString(36));
}

/** One string of the genome. @param {Genome} genome @param {number} most @param {(text: string) => string} counted */
function piece({ unit, times, join, head, tail }, most, counted) {
  const one = unit.join('');
  const count = Math.max(
    1,
    Math.min(times, Math.floor((most - head.length - tail.length) / (one.length + join.length || 1))),
  );
  return head + counted(Array.from({ length: count }, () => one).join(join)) + tail;
}

/** At least a character each time: no unit is worth waiting for that never fills the text. @param {Genome} genome @param {number} size @param {(text: string) => string} counted */
function plainOf(genome, size, counted) {
  let text = piece(genome, size, counted) || ' ';
  const { length } = text;
  while (text.length + length < size) text += genome.join + (piece(genome, size, counted) || ' ');
  return text.slice(0, size);
}

/** A JSON text of about so many bytes, never more. @param {Genome} genome @param {number} size @param {(text: string) => string} counted */
function jsonOf(genome, size, counted) {
  if (genome.shape === 'requests') return request(genome, size, counted);
  const secrets = secretsOf(genome, counted);
  const start = secrets.length ? `"passwords":${JSON.stringify(secrets)},` : '';
  const room = size - Buffer.byteLength(start) - 16;
  const inner = filled(genome, room, counted);
  return `{${start}"d":${inner}}`;
}

/** @param {Genome} genome @param {(text: string) => string} counted */
function secretsOf({ secrets, secretLength, unit, shape }, counted) {
  if (!secrets) return [];
  const body = counted(unit.join('')).replaceAll(/\p{Cs}/gu, '');
  // The atoms themselves too: the texts repeat them.
  const repeated = unit.filter((atom) => atom.length >= SHORTEST_SECRET && !atom.includes('§')).slice(0, secrets);
  const others = Array.from({ length: secrets - repeated.length }, () => {
    const own = counted('§');
    return (
      shape === 'strings'
        ? body.repeat(Math.ceil(secretLength / (body.length || 1))) + own
        : own.padStart(secretLength, 'é+a/')
    ).slice(-secretLength);
  });
  return [...repeated, ...others];
}

/** @param {Genome} genome @param {number} room @param {(text: string) => string} counted @returns {string} */
function filled(genome, room, counted) {
  const parts = [];
  let used = 2;
  if (genome.shape === 'text') return oneText(genome, room, counted);
  if (genome.shape === 'deep') return deep(genome, room, counted);
  if (genome.shape === 'request') return request(genome, room, counted);
  for (let index = 0; ; index++) {
    const part = entry(genome, Math.min(room - used, room / 2), index, counted);
    const bytes = Buffer.byteLength(part) + 1;
    if (used + bytes > room) break;
    parts.push(part);
    used += bytes;
  }
  return genome.shape === 'keys' || genome.shape === 'values' ? `{${parts.join()}}` : `[${parts.join()}]`;
}

/** @param {Genome} genome @param {number} room @param {number} index @param {(text: string) => string} counted @returns {string} */
function entry(genome, room, index, counted) {
  const text = () => inStrings(piece(genome, room / (1 << genome.nested) - 16, counted), genome.nested);
  const key = (/** @type {number} */ at) => JSON.stringify(counted(genome.keys[at % genome.keys.length] ?? 'a'));
  switch (genome.shape) {
    case 'keys':
      return `${JSON.stringify(piece(genome, Math.min(room, 4_000), counted) + index.toString(36))}:1`;
    case 'values':
      return `"${counted('k§')}":${text()}`;
    case 'rows':
      return `{${genome.keys.map((_, at) => `${key(at)}:${text()}`).join()}}`;
    case 'pairs':
      return `[${text()},${text()}]`;
    case 'named':
      return `{"name":${text()},"value":${text()}}`;
    case 'raw':
      return rawOf(genome, index);
    case 'wide':
      // A key comes twice: masked by its value.
      return `{"w1":1,${Array.from({ length: 65 }, (_, at) => `"w${at}":${at % 8 ? 1 : text()}`).join()}}`;
    default:
      return text();
  }
}

/** Values that are no strings. @param {Genome} genome @param {number} index */
function rawOf({ times }, index) {
  const raw = [
    '4111111111111111',
    '1',
    '1e15',
    '{}',
    '[]',
    'null',
    '[[]]',
    '4242424242424242.0',
    '-0',
    '{"a":{}}',
    '1234567890123',
  ];
  return /** @type {string} */ (raw[(times + (times > 5 ? index : 0)) % raw.length]);
}

/** @param {Genome} genome @param {number} room @param {(text: string) => string} counted */
function oneText(genome, room, counted) {
  for (let share = 1; share > 0.01; share *= 0.8) {
    const text = inStrings(plainOf(genome, Math.floor(room * share), counted), genome.nested);
    if (Buffer.byteLength(text) <= room) return text;
  }
  return '""';
}

/** @param {Genome} genome @param {number} room @param {(text: string) => string} counted */
function deep(genome, room, counted) {
  const core = inStrings(piece(genome, 200, counted), Math.min(2, genome.nested));
  const key = `{${JSON.stringify(counted(genome.keys[0] ?? 'a'))}:`;
  const depth = Math.max(1, Math.min(genome.times, LONGEST_DEPTH));
  const opener = genome.keys.length > 1 ? key : '[';
  const one = opener.repeat(depth) + core + (genome.keys.length > 1 ? '}' : ']').repeat(depth);
  return `[${Array.from({ length: Math.max(1, Math.floor((room - 2) / (Buffer.byteLength(one) + 1))) }, () => one).join()}]`;
}

/** A list of GraphQL requests. @param {Genome} genome @param {number} room @param {(text: string) => string} counted */
function request(genome, room, counted) {
  const query = piece(genome, room / 4, counted);
  const next = () => counted(JSON.stringify({ query, variables: { p: '§secret', b: [1, 2] } }));
  const parts = [next()];
  for (let used = 2; used < room; used += Buffer.byteLength(/** @type {string} */ (parts.at(-1))) + 1)
    parts.push(next());
  while (parts.length > 1 && Buffer.byteLength(parts.join()) + 2 > room) parts.pop();
  return `[${parts.join()}]`;
}

/** @param {string} text @param {number} times */
function inStrings(text, times) {
  let json = JSON.stringify(text);
  for (let time = 0; time < times; time++) json = JSON.stringify(time % 2 ? `[${json}]` : json);
  return json;
}
