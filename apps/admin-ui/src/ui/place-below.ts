const GAP = 4;
const MARGIN = 8;

/** Puts an open popover below an element, or above it where there is more room. @param align which edges line up */
export function placeBelow(box: HTMLElement, anchor: Element, align: 'start' | 'end' = 'start'): void {
  const { left, right, top, bottom } = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const isLeft = (align === 'start') === (document.documentElement.dir !== 'rtl');
  const wanted = isLeft ? left : right - width;
  const below = bottom + GAP;
  const isAbove = below + height > innerHeight && top > innerHeight - bottom;
  box.style.left = `${Math.max(MARGIN, Math.min(wanted, innerWidth - width - MARGIN))}px`;
  box.style.top = `${isAbove ? Math.max(MARGIN, top - GAP - height) : below}px`;
}
