import { Pace, SLICE_MS } from '../src/storage/pace.js';

/** Each look at its clock ends a slice. */
export function countedPace(): { pace: Pace; turns: () => number } {
  let now = 0;
  let turns = 0;
  const pace = new Pace(
    () => (now += SLICE_MS),
    async () => void turns++,
  );
  return { pace, turns: () => turns };
}
