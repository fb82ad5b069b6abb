import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from '../../api/client';
import { EventParser } from '../../api/event-stream';
import type { Activity } from '../../api/record-types';
import { usePanel } from '../../panel';

const RETRY_MS = 3_000;
const REFRESH_MS = 2_000;
const NONE_SKIPPED = { skipped: 0, skippedMore: false };
/** Shown at most; the list has the rest. */
const MOST = 500;

export interface Live {
  connected: boolean;
  lost: boolean;
  /** Newest first; come in, and not yet shown. */
  waiting: readonly Activity[];
  /** Shown above what the list had, newest first. */
  shown: readonly Activity[];
  /** Records that came faster than they could be sent; the list has them. */
  skipped: number;
  /** Whether there were more, whose number the server does not know. */
  skippedMore: boolean;
  show(): void;
}

/** Once in a while however often it is wanted: under a flood each question would cancel the one before. */
function seldom(work: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    soon: () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        work();
      }, REFRESH_MS);
    },
    stop: () => clearTimeout(timer),
  };
}

const succeeds = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );

/** Follows the log. Goes on after a break where it left off. @param show whether to show what comes at once */
export function useLive(q: string, following: boolean, show: boolean): Live {
  const { session } = usePanel();
  const { client } = session;
  const [{ waiting, shown }, setRecords] = useState<Pick<Live, 'waiting' | 'shown'>>({ waiting: [], shown: [] });
  const [state, setState] = useState<'off' | 'connected' | 'lost'>('off');
  const [{ skipped, skippedMore }, setSkipped] = useState(NONE_SKIPPED);
  const lastId = useRef('');
  const atOnce = useRef(show);
  atOnce.current = show;

  useEffect(() => {
    lastId.current = '';
    setRecords({ waiting: [], shown: [] });
    setSkipped(NONE_SKIPPED);
  }, [q]);

  useEffect(() => {
    if (!following) return setState('off');
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const refresh = seldom(() => void session.queries.invalidateQueries({ queryKey: ['records'] }));
    const receive = (record: Activity) =>
      setRecords(({ waiting, shown }) =>
        atOnce.current && waiting.length === 0
          ? { waiting, shown: [record, ...shown].slice(0, MOST) }
          : { waiting: [record, ...waiting].slice(0, MOST), shown },
      );
    const connect = async (): Promise<void> => {
      let isRenewed = false;
      try {
        const headers = { Accept: 'text/event-stream', ...(lastId.current && { 'Last-Event-ID': lastId.current }) };
        const response = await client.stream('live', { q }, { headers, signal: abort.signal });
        setState('connected');
        const parser = new EventParser();
        const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
        for (let part = await reader.read(); !part.done; part = await reader.read()) {
          for (const { id, event, data } of parser.push(part.value)) {
            lastId.current = id || lastId.current;
            if (event === 'record') receive(JSON.parse(data) as Activity);
            if (event === 'skipped') {
              // The number is null where the server does not know it. The list has all records.
              const { n } = JSON.parse(data) as { n: number | null };
              setSkipped((before) => ({
                skipped: before.skipped + (n ?? 0),
                skippedMore: before.skippedMore || n === null,
              }));
              refresh.soon();
            }
            // The token or the session ended, and any request leads to the sign-in; or a new stream is to prove the session.
            if (event === 'end') isRenewed = await succeeds(client.get('settings'));
          }
        }
      } catch (error) {
        if (abort.signal.aborted) return;
        const { status } = error as ApiError;
        if (status === 400 || status === 403) return setState('off');
      }
      if (abort.signal.aborted) return;
      if (!isRenewed) setState('lost');
      timer = setTimeout(() => void connect(), RETRY_MS);
    };
    void connect();
    return () => {
      abort.abort();
      clearTimeout(timer);
      refresh.stop();
    };
  }, [q, following]);

  return {
    connected: state === 'connected',
    lost: state === 'lost',
    waiting,
    shown,
    skipped,
    skippedMore,
    show: () => setRecords(({ waiting, shown }) => ({ waiting: [], shown: [...waiting, ...shown].slice(0, MOST) })),
  };
}
