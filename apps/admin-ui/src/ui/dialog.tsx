import { useEffect, useId, useRef } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { useWords } from '../panel';
import { Icon } from './icon';

/** The browser's own modal dialog: it keeps the focus, gives it back, and closes on Escape. */
export function Dialog({
  title,
  onClose,
  children,
  kind = '',
}: {
  title: string;
  /** Without it, the dialog cannot be closed. */
  onClose?: (() => void) | undefined;
  children: ComponentChildren;
  kind?: string;
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
      class={`dialog ${kind}`}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
      onKeyDown={(event) => event.stopPropagation()}
      onMouseDown={(event) => event.target === ref.current && onClose?.()}
    >
      <div class="dialog-body">
        <div class="dialog-header">
          <h2 id={heading}>{title}</h2>
          {onClose && (
            <button type="button" class="icon-button" aria-label={words('dismiss')} onClick={onClose}>
              <Icon name="close" />
            </button>
          )}
        </div>
        {children}
      </div>
    </dialog>
  );
}
