import { useWords } from '../panel';
import * as buttons from './button.module.css';

export function ShowMore({ onClick }: { onClick(): void }) {
  const words = useWords();
  return (
    <button type="button" class={`${buttons.button} ${buttons.quiet} ${buttons.small}`} onClick={onClick}>
      … {words('showMore')}
    </button>
  );
}
