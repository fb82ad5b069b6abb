import { lazy } from 'preact/compat';
import { useWords } from '../panel';
import { useRecentQuestions } from './recent';
import { DialogButton } from '../ui/dialog-button';

const ViewsDialog = lazy(() => import('./views-dialog'));

export function ViewsButton() {
  const words = useWords();
  useRecentQuestions();
  return <DialogButton icon="bookmark" size={18} label={words('views')} dialog={ViewsDialog} />;
}
