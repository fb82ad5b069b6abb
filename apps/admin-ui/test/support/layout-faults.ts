import type { Page } from 'playwright-core';

/** Pixels that rounding and the space between letters may take. */
const TOLERANCE = 2;

/**
 * Faults of the layout as it lies now: a page wider than the window, buttons and heads cut off without an ellipsis or
 * out of reach, circles that are squeezed, texts over one another.
 */
export const layoutFaults = (page: Page): Promise<string[]> =>
  page.evaluate((tolerance) => {
    type Box = { left: number; top: number; right: number; bottom: number };
    const faults = new Set<string>();
    const window = { left: 0, top: 0, right: document.documentElement.clientWidth, bottom: innerHeight };
    const styles = new Map<Element, CSSStyleDeclaration>();
    const styleOf = (element: Element) => {
      const style = styles.get(element) ?? getComputedStyle(element);
      styles.set(element, style);
      return style;
    };
    const named = (element: Element) =>
      `${element.tagName.toLowerCase()}.${[...element.classList].join('.')} "${(element.textContent || element.getAttribute('aria-label') || '').slice(0, 40)}"`;
    const both = (a: Box, b: Box): Box => ({
      left: Math.max(a.left, b.left),
      top: Math.max(a.top, b.top),
      right: Math.min(a.right, b.right),
      bottom: Math.min(a.bottom, b.bottom),
    });
    const holds = (box: Box) => box.right - box.left > tolerance && box.bottom - box.top > tolerance;

    /** The part of the window in which an element is seen. */
    const frames = new Map<Element, Box>();
    const frameOf = (element: Element): Box => {
      const known = frames.get(element);
      if (known) return known;
      const parent = element.parentElement;
      const style = styleOf(element);
      let frame = parent && style.position !== 'fixed' ? frameOf(parent) : window;
      if (style.overflowX !== 'visible' || style.overflowY !== 'visible')
        frame = both(frame, element.getBoundingClientRect());
      frames.set(element, frame);
      return frame;
    };
    const scrollsAside = (element: Element | null): boolean =>
      element !== null &&
      (['auto', 'scroll'].includes(styleOf(element).overflowX) || scrollsAside(element.parentElement));
    /** Elements that lie on others on purpose have a separate ground; only texts on the same ground collide. */
    const groundOf = (element: Element | null): Element | null => {
      if (!element) return null;
      const { position, backgroundColor } = styleOf(element);
      const lifted = position === 'fixed' || position === 'absolute' || position === 'sticky';
      if (lifted && !/^(?:transparent|rgba\(.*, 0\))$/.test(backgroundColor)) return element;
      return element.matches('dialog, :popover-open') ? element : groundOf(element.parentElement);
    };

    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) faults.add(`the page is ${scrollWidth - clientWidth} px wider than the window`);

    const modal = document.querySelector('dialog:modal');
    const root = modal ?? document.body;
    for (const element of root.querySelectorAll<HTMLElement>('[aria-hidden=true]')) {
      const { offsetWidth: width, offsetHeight: height } = element;
      if (styleOf(element).borderRadius === '50%' && Math.abs(width - height) > tolerance)
        faults.add(`squeezed: ${named(element)}, ${width} × ${height}`);
    }
    const HEADS = 'button, .button, a, th, [role=columnheader], h1, h2, h3, label, legend, select, input, .tab';
    for (const element of root.querySelectorAll<HTMLElement>(HEADS)) {
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      if (element.closest('.visually-hidden, .shell-skip')) continue;
      const box = element.getBoundingClientRect();
      const style = styleOf(element);
      if (box.width === 0) continue;
      if (!scrollsAside(element.parentElement) && (box.right > window.right + tolerance || box.left < -tolerance))
        faults.add(`out of the window: ${named(element)}`);
      const cut = element.scrollWidth > element.clientWidth + tolerance && element.clientWidth > 0;
      if (
        cut &&
        style.overflowX !== 'visible' &&
        style.textOverflow !== 'ellipsis' &&
        !/^(?:INPUT|SELECT)$/.test(element.tagName)
      )
        faults.add(`cut off: ${named(element)}`);
    }

    const texts: { element: Element; ground: Element | null; box: Box }[] = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement!;
      if (!node.textContent!.trim() || element.closest('.visually-hidden, .shell-skip, option, script')) continue;
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const frame = frameOf(element);
      for (const rect of range.getClientRects()) {
        const box = both(rect, frame);
        if (holds(box)) texts.push({ element, ground: groundOf(element), box });
      }
    }
    texts.sort((a, b) => a.box.top - b.box.top);
    for (const [index, a] of texts.entries()) {
      for (let other = index + 1; other < texts.length && texts[other]!.box.top < a.box.bottom; other++) {
        const b = texts[other]!;
        if (a.element === b.element || a.ground !== b.ground || !holds(both(a.box, b.box))) continue;
        const { top, bottom } = both(a.box, b.box);
        // Lines lie closer than their boxes: half of a line tells a collision.
        if (bottom - top < (a.box.bottom - a.box.top) / 2) continue;
        faults.add(`over one another: ${named(a.element)} and ${named(b.element)}`);
      }
    }
    return [...faults].slice(0, 6);
  }, TOLERANCE);
