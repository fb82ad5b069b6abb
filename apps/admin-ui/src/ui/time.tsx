import { useEffect, useState } from 'preact/hooks';
import { useClock, usePanel } from '../panel';

const listeners = new Set<(now: number) => void>();
let timer: ReturnType<typeof setInterval> | undefined;
const TICK_MS = 10_000;

/** The time, told again now and then; one timer for all. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    listeners.add(setNow);
    timer ??= setInterval(() => listeners.forEach((listener) => listener(Date.now())), TICK_MS);
    return () => {
      listeners.delete(setNow);
      if (listeners.size === 0) {
        clearInterval(timer);
        timer = undefined;
      }
    };
  }, []);
  return now;
}

/** How long ago or, by the reader's choice, when; the exact time and its zone on hover. */
export function TimeAgo({ time }: { time: string }) {
  const clock = useClock();
  const { times } = usePanel().preferences;
  const now = useNow();
  return (
    <time dateTime={time} title={clock.exact(time)}>
      {times === 'absolute' ? clock.short(time) : clock.relative(time, now)}
    </time>
  );
}

export function Moment({ time }: { time: string }) {
  const clock = useClock();
  return (
    <time dateTime={time} title={clock.exact(time)}>
      {clock.short(time)}
    </time>
  );
}
