import { useEffect, useState } from 'preact/hooks';
import * as styles from './toast.module.css';

let tell: (text: string) => void = () => {};
const SHOWN_MS = 2_500;

/** Says something in passing; screen readers hear it. */
export const announce = (text: string): void => tell(text);

export function Toasts() {
  const [text, setText] = useState('');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    tell = (next) => {
      setText(next);
      clearTimeout(timer);
      timer = setTimeout(() => setText(''), SHOWN_MS);
    };
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class={styles.area} role="status" aria-live="polite">
      {text && <span class={styles.toast}>{text}</span>}
    </div>
  );
}
