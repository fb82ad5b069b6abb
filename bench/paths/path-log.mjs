/**
 * The way that a body took: `pass` (one pass over its bytes), `echo` (read back from BSON by the search for echoes), `walk` (parsed
 * and walked over), `fields` (no JSON), `none`.
 * @typedef {'pass' | 'echo' | 'walk' | 'fields' | 'none'} Way
 */
/** @typedef {{ way: Way, cause: string }} Path */

/** Watches masking sessions and notes the way of each body, request first. */
export class PathLog {
  /** @type {Path[]} */
  #paths = [];
  #cause = '';
  /** @type {Map<unknown, Path>} */
  #encoded = new Map();

  /**
   * @param {{ prototype: { encode(...given: any[]): unknown, reason: number } }} JsonEngine of the library that is watched
   * @param {Record<string, number>} flags of json-mask, which name the reasons of its engine
   */
  constructor(JsonEngine, flags) {
    const reasons = Object.keys(flags).slice(Object.keys(flags).indexOf('NOT_JSON'));
    const nameOf = (/** @type {number} */ reason) => reasons.find((name) => flags[name] === reason);
    const log = this;
    const { encode } = JsonEngine.prototype;
    JsonEngine.prototype.encode = function (/** @type {any[]} */ ...given) {
      try {
        return encode.apply(this, given);
      } catch (error) {
        log.#cause = nameOf(this.reason) ?? String(error);
        throw error;
      }
    };
  }

  /** @param {any} session @returns {any} the same, watched */
  watched(session) {
    /** @param {string} method @param {(result: any, given: any[]) => void} note */
    const after = (method, note) => {
      const own = session[method].bind(session);
      session[method] = (/** @type {any[]} */ ...given) => {
        const result = own(...given);
        note(result, given);
        return result;
      };
    };
    after('encodedJson', (made) => {
      if (made) this.#encoded.set(made, this.#note('pass'));
      else this.#cause ||= 'limits';
    });
    after('maskParsedInPlace', () => this.#note('walk', this.#cause));
    after('bounded', () => this.#note('walk', 'too long'));
    after('value', (_, [input]) => this.#note(input === null ? 'none' : 'fields'));
    after('maskEchoes', (result, [part]) => {
      const path = this.#encoded.get(part);
      if (path && result?.bytes === undefined) path.way = 'echo';
    });
    return session;
  }

  /** @returns {Path[]} of the bodies since the last call */
  take() {
    this.#encoded.clear();
    return this.#paths.splice(0);
  }

  /** @param {Way} way @param {string} [cause] */
  #note(way, cause = '') {
    const path = { way, cause };
    this.#paths.push(path);
    this.#cause = '';
    return path;
  }
}
