import type { ComponentChildren, JSX } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon, type IconName } from './icon';
import { placeBelow } from './place-below';
import * as styles from './menu.module.css';
import * as buttons from './button.module.css';

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

/** A button and its menu, a popover of the browser: it closes by a click elsewhere, by Escape and by Tab. */
export function ActionMenu({ label, actions, children, kind = buttons.icon, align = 'end' }: MenuProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class={kind}
        title={label}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          event.stopPropagation();
          setOpen(true);
        }}
      >
        {children}
      </button>
      {open && (
        <MenuItems
          id={id}
          label={label}
          actions={actions}
          align={align}
          anchor={button}
          onClose={close}
          onLeave={setOpen}
        />
      )}
    </>
  );
}

interface ItemsProps extends Required<Pick<MenuProps, 'label' | 'actions' | 'align'>> {
  id?: string;
  anchor: { current: HTMLElement | null };
  /** The reader is done: the focus goes back. */
  onClose(): void;
  /** The reader went elsewhere. */
  onLeave(open: false): void;
}

/** The open menu of an element. */
export function MenuItems({ id, label, actions, align, anchor, onClose, onLeave }: ItemsProps) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    box.current!.showPopover();
    placeBelow(box.current!, anchor.current!, align);
    items(box.current!)[0]?.focus();
    const onScroll = ({ target }: Event) => target !== box.current && onLeave(false);
    addEventListener('scroll', onScroll, true);
    return () => removeEventListener('scroll', onScroll, true);
  }, []);
  const onKeyDown = (event: JSX.TargetedKeyboardEvent<HTMLDivElement>) => {
    event.stopPropagation();
    if (event.key === 'Tab') return onLeave(false);
    if (event.key === 'Escape') onClose();
    else if (!focusBy(event.key, items(event.currentTarget))) return;
    event.preventDefault();
  };
  return (
    <div
      ref={box}
      id={id}
      popover="manual"
      role="menu"
      class={styles.menu}
      aria-label={label}
      onKeyDown={onKeyDown}
      onFocusOut={({ relatedTarget }) => {
        if (relatedTarget !== anchor.current && !box.current?.contains(relatedTarget as Node | null)) onLeave(false);
      }}
    >
      {actions.map(({ id, label, icon, chosen, run }) => (
        <button
          key={id}
          type="button"
          role="menuitem"
          tabIndex={-1}
          class={styles.item}
          aria-current={chosen}
          onClick={(event) => {
            event.stopPropagation();
            onClose();
            run();
          }}
        >
          {icon && <Icon name={icon} />}
          <span class={styles.text}>{label}</span>
          {chosen && <Icon name="check" />}
        </button>
      ))}
    </div>
  );
}

const items = (box: HTMLElement): HTMLElement[] => [...box.querySelectorAll<HTMLElement>('[role=menuitem]')];

/** By arrows, Home and End, or by the first letter; whether the key means any of it. */
function focusBy(key: string, all: readonly HTMLElement[]): boolean {
  const now = all.indexOf(document.activeElement as HTMLElement);
  const at = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: -1 }[key];
  const letter = key.length === 1 && key !== ' ' ? key.toLowerCase() : undefined;
  const next =
    at === undefined
      ? letter &&
        [...all.slice(now + 1), ...all].find((item) => item.textContent.trim().toLowerCase().startsWith(letter))
      : all.at(at % all.length);
  if (next) next.focus();
  return Boolean(next);
}
