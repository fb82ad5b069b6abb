import { useId, useState } from 'preact/hooks';
import type { ErasureReport } from '../api/people-types';
import { step } from '../location/place';
import { useClient, useClock, usePanel, useWords } from '../panel';
import { visible } from '../text/visible';
import { Note } from '../ui/badge';
import { Dialog } from '../ui/dialog';
import { Icon } from '../ui/icon';
import { ReasonField, useReasonRule } from '../ui/reason-field';
import { Text } from '../ui/text';
import { announce } from '../ui/toast';
import { Working } from '../ui/working';

/** Erases a person's data: what it would do is shown first, and then confirmed by the person's id. */
export function Erasure({ id, onClose }: { id: string; onClose(): void }) {
  const words = useWords();
  const client = useClient();
  const clock = useClock();
  const { session } = usePanel();
  const name = useId();
  const [mode, setMode] = useState<ErasureReport['mode']>('delete');
  const [preview, setPreview] = useState<ErasureReport>();
  const [typed, setTyped] = useState('');
  const [spared, setSpared] = useState<ReadonlySet<string>>(new Set());
  const [also, setAlso] = useState('');
  const [reason, setReason] = useState('');
  /** Which addresses the look that is shown left out: another choice needs another look. */
  const [looked, setLooked] = useState('');
  const isEnough = useReasonRule();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const user = visible(id);

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
      announce(words('eraseDone', texts(report)));
      void session.queries.invalidateQueries();
      onClose();
    } catch (error) {
      setProblem(`${words('errorTitle')}: ${visible((error as Error).message)}`);
    } finally {
      setBusy(false);
    }
  };
  const texts = ({ records, mentions }: ErasureReport) => ({
    records: words('recordsFound', { count: records }),
    mentions: words('eraseMentions', { count: mentions }),
  });
  // What was unticked is found no more, and can be ticked again.
  const found = [...new Set([...(preview?.emails ?? []), ...(preview?.addresses ?? []), ...spared])].sort();
  const choose = (next: ErasureReport['mode']) => {
    setMode(next);
    setPreview(undefined);
    setSpared(new Set());
    setTyped('');
  };
  const changeAlso = (text: string) => {
    setAlso(text);
    setPreview(undefined);
  };

  return (
    <Dialog title={words('eraseTitle', { user })} onClose={onClose} kind="dialog-small">
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void run(!isCurrent);
        }}
      >
        <fieldset class="choices">
          <legend>{words('eraseMode')}</legend>
          {(['delete', 'pseudonym'] as const).map((value) => (
            <label class="check" key={value}>
              <input type="radio" name={name} checked={mode === value} onChange={() => choose(value)} />
              <span>
                {words(value === 'delete' ? 'eraseDelete' : 'erasePseudonym')}
                <small>{words(value === 'delete' ? 'eraseDeleteHint' : 'erasePseudonymHint')}</small>
              </span>
            </label>
          ))}
        </fieldset>
        <label class="field">
          <span>{words('eraseAlso')}</span>
          <input
            class="input"
            value={also}
            autoComplete="off"
            onInput={(event) => changeAlso(event.currentTarget.value)}
          />
          <small>{words('eraseAlsoHint')}</small>
        </label>
        {preview && (
          <div class="form" role="status">
            <Note kind="warning">
              {words(mode === 'delete' ? 'erasePreviewDelete' : 'erasePreviewPseudonym', texts(preview))}{' '}
              {preview.from &&
                preview.to &&
                words('erasePeriod', { from: clock.minute(preview.from), to: clock.minute(preview.to) })}{' '}
              <strong>{words('eraseWarning')}</strong>
            </Note>
            {(preview.also ?? []).map(({ value, records, fields }) => (
              <Note key={value} kind="warning">
                {words('eraseAlsoEffect', {
                  value: visible(value),
                  records: words('recordsFound', { count: records }),
                  fields: visible(fields.join(', ')) || '–',
                })}
              </Note>
            ))}
            {(preview.held ?? 0) > 0 && (
              <Note kind="info">
                {words('eraseHeld', { records: words('recordsFound', { count: preview.held ?? 0 }) })}
              </Note>
            )}
            {found.length > 0 && (
              <fieldset class="choices">
                <legend>{words('eraseFound')}</legend>
                {found.map((text) => (
                  <label class="check" key={text}>
                    <input
                      type="checkbox"
                      checked={!spared.has(text)}
                      onChange={({ currentTarget: { checked } }) =>
                        setSpared(new Set([...spared].filter((other) => other !== text).concat(checked ? [] : [text])))
                      }
                    />
                    <span>
                      <Text value={text} />
                    </span>
                  </label>
                ))}
              </fieldset>
            )}
            <ReasonField value={reason} onInput={setReason} />
            <label class="field">
              <span>{words('eraseConfirm', { user })}</span>
              <input
                class="input"
                value={typed}
                autoComplete="off"
                onInput={(event) => setTyped(event.currentTarget.value)}
              />
            </label>
          </div>
        )}
        <div role="status">{busy && <Working text={isCurrent ? 'eraseWorking' : 'eraseLooking'} />}</div>
        <div role="alert">{problem && <Note kind="error">{problem}</Note>}</div>
        {isCurrent && !preview.token && <Note kind="info">{words('eraseNothing')}</Note>}
        {isCurrent ? (
          <button
            key="erase"
            type="submit"
            class="button button-danger"
            disabled={busy || !preview.token || typed !== id || !isEnough(reason)}
          >
            <Icon name="trash" /> {words('eraseNow')}
          </button>
        ) : (
          <button key="preview" type="submit" class="button button-primary" disabled={busy}>
            {words(preview ? 'eraseAgain' : 'erasePreview')}
          </button>
        )}
      </form>
    </Dialog>
  );
}

/** As the API takes a list: without blanks around commas. */
const parts = (text: string): string =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join(',');
