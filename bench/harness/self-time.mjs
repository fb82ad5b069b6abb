/**
 * @typedef {{ id: number, callFrame: { functionName: string, url: string, lineNumber: number } }} ProfileNode
 * @typedef {{ nodes: ProfileNode[], samples: number[] }} Profile
 * @typedef {{ name: string, place: string, owner: string, self: number }} Entry `self` in microseconds for each request
 */

const NOT_WORK = new Set(['(idle)', 'dispatch']);

/**
 * Samples are counted and the used CPU time is divided among them: their distance in time includes other processes.
 * @param {Profile} profile
 * @param {number} cpu microseconds for each request
 * @returns {Map<string, Entry>}
 */
export function selfTimes({ nodes, samples }, cpu) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const frames = samples
    .flatMap((id) => byId.get(id)?.callFrame ?? [])
    .filter((frame) => !NOT_WORK.has(frame.functionName));
  /** @type {Map<string, Entry>} */
  const entries = new Map();
  for (const frame of frames) {
    const entry = entryOf(frame);
    const key = `${entry.name} ${entry.place}`;
    const known = entries.get(key) ?? entry;
    known.self += cpu / frames.length;
    entries.set(key, known);
  }
  return entries;
}

/** @param {ProfileNode['callFrame']} frame @returns {Entry} */
function entryOf({ functionName, url, lineNumber }) {
  const name = functionName || '(anonymous)';
  const [, owner, rest] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\/(.*)$/.exec(url) ?? [];
  if (owner !== undefined)
    return { name, place: `${rest?.replace(/^(?:dist|lib)\//, '')}:${lineNumber + 1}`, owner, self: 0 };
  return { name, place: url.replace(/^.*\/bench\//, 'bench/'), owner: url ? 'node' : 'engine', self: 0 };
}

/**
 * A function that took more than half of its time before is the host's: its difference is noise.
 * @param {Map<string, Entry>} profile
 * @param {Map<string, Entry>} base
 * @returns {Entry[]}
 */
export function added(profile, base) {
  return [...profile]
    .map(([key, entry]) => ({ ...entry, before: base.get(key)?.self ?? 0 }))
    .filter(({ self, before, owner }) => before < self / 2 || owner === 'engine')
    .map(({ before, ...entry }) => ({ ...entry, self: entry.self - before }))
    .sort((a, b) => b.self - a.self);
}
