import { useLayoutEffect, useRef } from 'preact/hooks';
import type { RefObject } from 'preact';

/** Sets style properties by script: the page's policy allows no style attributes. */
export function useStyle<E extends HTMLElement | SVGElement>(properties: Record<string, string>): RefObject<E> {
  const ref = useRef<E>(null);
  const text = JSON.stringify(properties);
  useLayoutEffect(() => {
    for (const [name, value] of Object.entries(properties)) ref.current?.style.setProperty(name, value);
  }, [text]);
  return ref;
}
