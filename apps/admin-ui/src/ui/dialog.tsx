import { useEffect, useId, useRef } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { useWords } from '../panel';
import { Icon } from './icon';
import * as buttons from './button.module.css';
import * as styles from './dialog.module.css';

const SIZES = { small: styles.small, wide: styles.wide, sheet: styles.sheet };

/** The browser's own modal dialog: it keeps the focus, gives it back, and closes on Escape. */
export function Dialog({
  title,
  onClose,
  children,
  size,
}: {
  title: string;
  /** Without it, the dialog cannot be closed. */
  onClose?: (() => void) | undefined;
  children: ComponentChildren;
  /** Default: as wide as a form. */
  size?: keyof typeof SIZES;
}) {
  const words = useWords();
  const ref = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const before = document.activeElement;
    ref.current?.showModal();
    return () => (before instanceof HTMLElement ? before.focus() : undefined);
  }, []);
  return (
    <dialog
      ref={ref}
      class={`${styles.dialog} ${size ? SIZES[size] : ''}`}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
      onKeyDown={(event) => event.stopPropagation()}
      onMouseDown={(event) => event.target === ref.current && onClose?.()}
    >
      <div class={styles.body}>
        <div class={styles.header}>
          <h2 id={heading}>{title}</h2>
          {onClose && (
            <button type="button" class={buttons.icon} aria-label={words('dismiss')} onClick={onClose}>
              <Icon name="close" />
            </button>
          )}
        </div>
        {children}
      </div>
    </dialog>
  );
}
