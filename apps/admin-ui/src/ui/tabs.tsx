import { useId, useRef } from 'preact/hooks';
import type { ComponentChildren, JSX } from 'preact';
import * as tabStyles from './tab.module.css';

export interface Tab {
  id: string;
  label: string;
  badge?: string | undefined;
  content(): ComponentChildren;
}

interface TabsProps {
  label: string;
  all: readonly Tab[];
  selected: string;
  onSelect(id: string): void;
}

/** Tabs and the panel of the selected one; arrows, Home and End select. */
export function Tabs({ label, all, selected, onSelect }: TabsProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const shown = all.find((tab) => tab.id === selected) ?? all[0];
  const onKeyDown = (event: JSX.TargetedKeyboardEvent<HTMLDivElement>) => {
    const now = all.findIndex((tab) => tab.id === shown?.id);
    const forward = document.documentElement.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const arrow =
      event.key === 'ArrowLeft' || event.key === 'ArrowRight' ? (event.key === forward ? 1 : -1) : undefined;
    const at = arrow === undefined ? { Home: 0, End: all.length - 1 }[event.key] : (now + arrow) % all.length;
    const next = at === undefined ? undefined : all.at(at);
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    onSelect(next.id);
    list.current?.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
  };
  return (
    <div class={tabStyles.group}>
      <div ref={list} class={tabStyles.list} role="tablist" aria-label={label} onKeyDown={onKeyDown}>
        {all.map((tab) => (
          <button
            key={tab.id}
            type="button"
            id={`${id}-tab-${tab.id}`}
            role="tab"
            class={tabStyles.tab}
            data-tab={tab.id}
            aria-selected={tab === shown}
            aria-controls={`${id}-${tab.id}`}
            tabIndex={tab === shown ? 0 : -1}
            onClick={() => onSelect(tab.id)}
          >
            {tab.label}
            {tab.badge && <span class={tabStyles.badge}>{tab.badge}</span>}
          </button>
        ))}
      </div>
      {all.map((tab) => (
        <div
          key={tab.id}
          id={`${id}-${tab.id}`}
          role="tabpanel"
          class={tabStyles.content}
          aria-labelledby={`${id}-tab-${tab.id}`}
          tabIndex={0}
          hidden={tab !== shown}
        >
          {tab === shown && tab.content()}
        </div>
      ))}
    </div>
  );
}
