import type { ComponentChildren, JSX } from 'preact';

interface LinkProps {
  href: string;
  children: ComponentChildren;
  kind?: string;
  title?: string | undefined;
  tabIndex?: number | undefined;
  dir?: 'auto' | undefined;
  /** Instead of following the link, for a plain click; with Ctrl or the middle button the browser opens it. */
  onOpen?: (() => void) | undefined;
}

/** Whether a click ends a selection of text rather than asking for something. */
export const isSelecting = (element: Element): boolean => {
  const selection = getSelection();
  return selection !== null && !selection.isCollapsed && selection.containsNode(element, true);
};

export const isPlain = ({ button, ctrlKey, metaKey, shiftKey, altKey }: MouseEvent): boolean =>
  button === 0 && !ctrlKey && !metaKey && !shiftKey && !altKey;

/** A link whose text can be selected: it is not dragged, and a click that ends a selection does not follow it. */
export function Link({ href, children, kind = 'link', title, tabIndex, dir, onOpen }: LinkProps) {
  const onClick = (event: JSX.TargetedMouseEvent<HTMLAnchorElement>) => {
    if (isSelecting(event.currentTarget)) return event.preventDefault();
    if (!onOpen || !isPlain(event)) return;
    event.preventDefault();
    onOpen();
  };
  return (
    <a class={kind} href={href} title={title} dir={dir} tabIndex={tabIndex} draggable={false} onClick={onClick}>
      {children}
    </a>
  );
}
