import type { SecurityCall, SeenValue } from './security.types.js';

export interface SeenAt extends SeenValue {
  /** Id of the first call. */
  first: string;
}

/**
 * Values of one property, newest first.
 * @param calls oldest first
 * @param from begin of the range; a person without an earlier call has nothing to compare with, so that nothing is new
 */
export function seenValues(
  calls: readonly SecurityCall[],
  property: 'country' | 'network' | 'device',
  from: number,
): SeenAt[] {
  const isKnown = (calls[0]?.time ?? Infinity) < from;
  const seen = new Map<string, SeenAt>();
  for (const { id, time, [property]: value } of calls) {
    if (value === null) continue;
    const known = seen.get(value);
    const at = new Date(time);
    if (known) Object.assign(known, { calls: known.calls + 1, last_seen: at });
    else
      seen.set(value, { value, calls: 1, first_seen: at, last_seen: at, is_new: isKnown && time >= from, first: id });
  }
  return [...seen.values()].sort((a, b) => b.last_seen.getTime() - a.last_seen.getTime());
}
