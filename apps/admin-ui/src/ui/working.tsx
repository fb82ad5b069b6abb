import { useEffect, useState } from 'preact/hooks';
import type { MessageKey } from '../i18n/translate';
import { useWords } from '../panel';
import { useFormats } from './format';
import * as styles from './working.module.css';

const SECOND_MS = 1_000;

/** That something takes its time, and how much so far. @param text has `{span}` in it */
export function Working({ text }: { text: MessageKey }) {
  const words = useWords();
  const formats = useFormats();
  const [elapsed, setElapsed] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setElapsed((before) => before + SECOND_MS), SECOND_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <div class={styles.working}>
      <progress aria-label={words(text, { span: '' })} />
      <span>{words(text, { span: formats.span(elapsed) })}</span>
    </div>
  );
}
