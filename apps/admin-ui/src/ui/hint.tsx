import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Icon, type IconName } from './icon';
import { placeBelow } from './place-below';
import * as styles from './hint.module.css';
import * as markStyles from './mark.module.css';

/** A mark with an explanation, which opens by pointer, touch and keyboard. */
export function Hint({ icon, hint, children }: { icon: IconName; hint: string; children: ComponentChildren }) {
  const button = useRef<HTMLButtonElement>(null);
  const box = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  /** The event that tells it comes later, and a key may be faster. */
  const isOpen = () => box.current?.matches(':popover-open') ?? false;
  const wasOpenWhenPressed = useRef(false);
  const show = () => {
    if (!button.current || !box.current) return;
    box.current.showPopover();
    placeBelow(box.current, button.current);
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class={markStyles.mark}
        dir="auto"
        data-icon={icon}
        title={hint}
        aria-expanded={open}
        onPointerDown={() => {
          wasOpenWhenPressed.current = isOpen();
        }}
        onClick={({ detail }) => {
          const isByPointer = detail > 0;
          if (isByPointer ? wasOpenWhenPressed.current : isOpen()) box.current?.hidePopover();
          else show();
        }}
        onKeyDown={(event) => {
          // Closes the explanation, and not also what is around it.
          if (event.key !== 'Escape' || !isOpen()) return;
          event.preventDefault();
          event.stopPropagation();
          box.current?.hidePopover();
        }}
      >
        <Icon name={icon} size={12} /> {children}
      </button>
      <span
        ref={box}
        popover="auto"
        class={styles.hint}
        role="note"
        dir="auto"
        onToggle={(event) => setOpen((event as unknown as ToggleEvent).newState === 'open')}
      >
        {hint}
      </span>
    </>
  );
}
