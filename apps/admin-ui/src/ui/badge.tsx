import type { ComponentChildren } from 'preact';
import { useWords } from '../panel';
import type { MessageKey } from '../i18n/translate';
import { visible } from '../text/visible';
import { countryCode, countryIn } from '../text/country';
import { usePanel } from '../panel';
import { Text } from './text';

/** `1` to `5`, or `none`: what colours a status. */
export const statusClass = (code: number | null): string =>
  code !== null && code >= 100 && code < 600 ? String(Math.floor(code / 100)) : 'none';

const OUTCOMES: Record<string, MessageKey> = {
  completed: 'outcomeCompleted',
  aborted: 'outcomeAborted',
  unfinished: 'outcomeUnfinished',
};

export function useOutcome(): (outcome: string) => string {
  const words = useWords();
  return (outcome) => (Object.hasOwn(OUTCOMES, outcome) ? words(OUTCOMES[outcome]!) : visible(outcome));
}

export function Status({ code, outcome }: { code: number | null; outcome: string }) {
  const outcomeText = useOutcome();
  const words = useWords();
  const title = code === null ? words('statusNone') : words(`statusClass${statusClass(code)}` as MessageKey);
  return (
    <span class={`status status-${statusClass(code)}`} title={title}>
      {code ?? outcomeText(outcome)}
    </span>
  );
}

export function Method({ method }: { method: string | null | undefined }) {
  if (method === null || method === undefined) return <span class="method method-none">–</span>;
  return (
    <span class={`method method-${/^[A-Z]+$/.test(method) ? method.toLowerCase() : 'other'}`}>
      <Text value={method} />
    </span>
  );
}

export function Country({ name, wide = false }: { name: string | null; wide?: boolean }) {
  const { translator } = usePanel();
  const words = useWords();
  if (name === null || name === undefined) return <span class="muted">{wide ? words('unknown') : '–'}</span>;
  const code = countryCode(name);
  const full = countryIn(translator.language, name);
  return (
    <span class="country" title={visible(full)}>
      {code && <span class="country-code">{code}</span>}
      {(wide || !code) && <Text value={full} />}
    </span>
  );
}

export function Note({ kind, children }: { kind: 'info' | 'warning' | 'error'; children: ComponentChildren }) {
  return <p class={`note note-${kind}`}>{children}</p>;
}
