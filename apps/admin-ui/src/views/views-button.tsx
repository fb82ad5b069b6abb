import { lazy, Suspense } from 'preact/compat';
import { useState } from 'preact/hooks';
import { useWords } from '../panel';
import { Icon } from '../ui/icon';
import { useRecentQuestions } from './recent';
import * as buttons from '../ui/button.module.css';

const ViewsDialog = lazy(() => import('./views-dialog'));

export function ViewsButton() {
  const words = useWords();
  const [open, setOpen] = useState(false);
  useRecentQuestions();
  return (
    <>
      <button
        type="button"
        class={buttons.icon}
        aria-label={words('views')}
        title={words('views')}
        onClick={() => setOpen(true)}
      >
        <Icon name="bookmark" size={18} />
      </button>
      {open && (
        <Suspense fallback={null}>
          <ViewsDialog onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
