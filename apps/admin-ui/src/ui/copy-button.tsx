import { useState } from 'preact/hooks';
import { useWords } from '../panel';
import { copy } from '../text/copy';
import { Icon, type IconName } from './icon';
import { announce } from './toast';
import * as buttons from './button.module.css';

const CONFIRMED_MS = 1_500;

export function useCopy(): (text: string) => Promise<boolean> {
  const words = useWords();
  return async (text) => {
    const done = await copy(text);
    announce(words(done ? 'copied' : 'copyFailed'));
    return done;
  };
}

export function CopyButton({
  text,
  label,
  icon = 'copy',
  wide = false,
}: {
  text: () => string;
  label: string;
  icon?: IconName;
  wide?: boolean;
}) {
  const copyText = useCopy();
  const [done, setDone] = useState(false);
  const run = async () => {
    if (!(await copyText(text()))) return;
    setDone(true);
    setTimeout(() => setDone(false), CONFIRMED_MS);
  };
  return (
    <button
      type="button"
      class={wide ? `${buttons.button} ${buttons.small}` : buttons.icon}
      title={label}
      aria-label={wide ? undefined : label}
      onClick={() => void run()}
    >
      <Icon name={done ? 'check' : icon} />
      {wide && label}
    </button>
  );
}
