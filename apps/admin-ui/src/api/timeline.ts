import { isTime, scan, withTime } from '../query/scan';
import type { ByClass, Slot, Timeline } from './statistics-types';

/** Older than any record: figures, unlike lists, have to be about some time. */
const BEGINNING = 'from:2000-01-01';

export const withSomeTime = (query: string): string => (scan(query).some(isTime) ? query : withTime(query, BEGINNING));

/** The same from the first slot on that has a call. */
export function fromFirstCall(query: string, { slots }: Timeline): string | undefined {
  const first = slots.find(({ calls }) => calls > 0);
  return first && withTime(query, `from:${first.from}`);
}

/** Whether the last slot of a timeline of that query still fills. */
export function stillFills(query: string, now: number): boolean {
  const end = scan(query).findLast(({ field }) => field === 'to' || field === 'before');
  return !end || !(Date.parse(end.value.replaceAll('"', '')) < now);
}

/** The same with no more slots than so many. */
export function coarser(timeline: Timeline, most: number): Timeline {
  const factor = Math.ceil(timeline.slots.length / most);
  if (factor <= 1) return timeline;
  const slots: Slot[] = [];
  for (let index = 0; index < timeline.slots.length; index += factor) {
    slots.push(timeline.slots.slice(index, index + factor).reduce(joined));
  }
  return { ...timeline, slots };
}

function joined(a: Slot, b: Slot): Slot {
  const by_class = { ...a.by_class };
  for (const name of Object.keys(by_class) as (keyof ByClass)[]) by_class[name] += b.by_class[name];
  return { from: a.from, to: b.to, calls: a.calls + b.calls, by_class };
}
