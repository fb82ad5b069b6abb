import { useState } from 'preact/hooks';
import type { ErasureReport } from '../api/people-types';
import { step } from '../location/place';
import { useClient, usePanel, useWords } from '../panel';
import { visible } from '../text/visible';
import { announce } from '../ui/toast';

/** A preview of an erasure, and the erasure that it permits. */
export function useErasure(id: string, onClose: () => void) {
  const words = useWords();
  const client = useClient();
  const { session } = usePanel();
  const [mode, setMode] = useState<ErasureReport['mode']>('delete');
  const [preview, setPreview] = useState<ErasureReport>();
  const [typed, setTyped] = useState('');
  const [spared, setSpared] = useState<ReadonlySet<string>>(new Set());
  const [also, setAlso] = useState('');
  const [reason, setReason] = useState('');
  /** Addresses that the shown preview left out: another choice needs another preview. */
  const [looked, setLooked] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const except = [...spared].sort().join(',');
  const isCurrent = preview !== undefined && looked === except;

  const run = async (dryRun: boolean) => {
    setBusy(true);
    setProblem('');
    try {
      const report = await client.remove<ErasureReport>(`users/${step(id)}/data`, {
        mode,
        dry_run: dryRun,
        also: parts(also),
        except,
        ...(!dryRun && { token: preview?.token, reason: reason.trim() }),
      });
      if (dryRun) {
        setLooked(except);
        return setPreview(report);
      }
      announce(words('eraseDone', textsOf(report)));
      void session.queries.invalidateQueries();
      onClose();
    } catch (error) {
      setProblem(`${words('errorTitle')}: ${visible((error as Error).message)}`);
    } finally {
      setBusy(false);
    }
  };
  const textsOf = ({ records, mentions }: ErasureReport) => ({
    records: words('recordsFound', { count: records }),
    mentions: words('eraseMentions', { count: mentions }),
  });
  const state = { mode, preview, typed, spared, also, reason, busy, problem, isCurrent };
  return {
    ...state,
    run,
    textsOf,
    setTyped,
    setReason,
    choose(next: ErasureReport['mode']) {
      setMode(next);
      setPreview(undefined);
      setSpared(new Set());
      setTyped('');
    },
    changeAlso(text: string) {
      setAlso(text);
      setPreview(undefined);
    },
    spare(text: string, isSpared: boolean) {
      setSpared(new Set([...spared].filter((other) => other !== text).concat(isSpared ? [text] : [])));
    },
  };
}

export type ErasureDraft = ReturnType<typeof useErasure>;

/** As the API takes a list: without blanks around commas. */
const parts = (text: string): string =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join(',');
