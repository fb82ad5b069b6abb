import { CORPUS } from '../payloads/corpus.mjs';

/** @import { Path, PathLog } from './path-log.mjs' */
/** @typedef {Path & { name: string, part: 'request' | 'response', bytes: number }} BodyPath */

const HEADERS = { host: 'api.example', accept: 'application/json', 'user-agent': 'node' };

/**
 * Records each exchange of the corpus once.
 * @param {{ callOf(exchange: any): unknown, build(call: unknown): unknown }} builder
 * @param {PathLog} log that watches its sessions
 * @returns {BodyPath[]}
 */
export function corpusPaths(builder, log) {
  return CORPUS.flatMap(({ name, method, path, request, response }) => {
    const headers = { ...HEADERS, ...(request.type && { 'content-type': request.type }) };
    log.take();
    const { status, type } = response;
    builder.build(
      builder.callOf({ method, url: path, headers, body: request.text, answer: response.text, status, type }),
    );
    const paths = log.take();
    return /** @type {const} */ (['request', 'response']).map((part, index) => {
      const taken = /** @type {Path} */ (paths[index]);
      return { ...taken, name, part, bytes: Buffer.byteLength({ request, response }[part].text) };
    });
  });
}

/** @param {readonly BodyPath[]} paths */
export function isJson(paths) {
  return paths.filter(({ way }) => way === 'pass' || way === 'walk' || way === 'echo');
}
