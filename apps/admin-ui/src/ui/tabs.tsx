import * as tabs from '@zag-js/tabs';
import { normalizeProps, useMachine } from '@zag-js/preact';
import { useId } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { usePanel } from '../panel';
import { LANGUAGES } from '../i18n/translate';

export interface Tab {
  id: string;
  label: string;
  badge?: string | undefined;
  content(): ComponentChildren;
}

export function Tabs({
  label,
  all,
  selected,
  onSelect,
}: {
  label: string;
  all: readonly Tab[];
  selected: string;
  onSelect(id: string): void;
}) {
  const { language } = usePanel().translator;
  const service = useMachine(tabs.machine, {
    id: useId(),
    dir: LANGUAGES[language].direction,
    value: selected,
    translations: { listLabel: label },
    onValueChange: ({ value }) => onSelect(value),
  });
  const api = tabs.connect(service, normalizeProps);
  const shown = all.find(({ id }) => id === selected) ?? all[0];
  return (
    <div class="tabs" {...api.getRootProps()}>
      <div class="tab-list" {...api.getListProps()} aria-label={label}>
        {all.map(({ id, label, badge }) => (
          <button key={id} class="tab" {...api.getTriggerProps({ value: id })}>
            {label}
            {badge && <span class="tab-badge">{badge}</span>}
          </button>
        ))}
      </div>
      {all.map(({ id, content }) => (
        <div key={id} class="tab-content" {...api.getContentProps({ value: id })}>
          {id === shown?.id && content()}
        </div>
      ))}
    </div>
  );
}
