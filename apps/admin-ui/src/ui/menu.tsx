import type { ComponentChildren } from 'preact';
import { lazy, Suspense } from 'preact/compat';
import { useState } from 'preact/hooks';
import type { IconName } from './icon';

const OpenMenu = lazy(() => import('./open-menu'));

export interface Action {
  id: string;
  label: string;
  icon?: IconName;
  /** Of several that exclude each other, the one that holds. */
  chosen?: boolean;
  run(): void;
}

export interface MenuProps {
  label: string;
  actions: readonly Action[];
  children: ComponentChildren;
  kind?: string;
  /** Which edge of the button it lines up with. Default: its end. */
  align?: 'start' | 'end';
}

export function ActionMenu(props: MenuProps) {
  const { label, children, kind = 'icon-button' } = props;
  const [wanted, setWanted] = useState(false);
  const button = (
    <button
      type="button"
      class={kind}
      title={label}
      aria-label={label}
      aria-haspopup="menu"
      aria-expanded={false}
      onClick={() => setWanted(true)}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown') return;
        event.preventDefault();
        event.stopPropagation();
        setWanted(true);
      }}
    >
      {children}
    </button>
  );
  if (!wanted) return button;
  return (
    <Suspense fallback={button}>
      <OpenMenu {...props} kind={kind} />
    </Suspense>
  );
}
