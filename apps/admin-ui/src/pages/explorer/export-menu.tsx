import { lazy, Suspense } from 'preact/compat';
import { useState } from 'preact/hooks';
import { useWords } from '../../panel';
import { Icon } from '../../ui/icon';
import type { ExportProps } from './export-dialog';
import * as buttons from '../../ui/button.module.css';
import * as styles from './tools.module.css';

const ExportDialog = lazy(() => import('./export-dialog'));

export function ExportMenu(props: ExportProps) {
  const words = useWords();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        class={`${buttons.button} ${styles.labelled}`}
        title={words('export')}
        aria-label={words('export')}
        onClick={() => setOpen(true)}
      >
        <Icon name="download" />
        <span>{words('export')}</span>
      </button>
      {open && (
        <Suspense fallback={null}>
          <ExportDialog {...props} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
