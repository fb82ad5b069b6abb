import { useId, useMemo, useState } from 'preact/hooks';
import { useWords } from '../panel';
import type { Key } from '../text/json-path';
import { isBranch, search, type Search } from '../text/json-search';
import { CopyButton } from './copy-button';
import { Icon } from './icon';
import { Branch } from './json-branch';
import { Leaf } from './json-leaf';
import { IconButton } from './icon-button';
import * as buttons from './button.module.css';
import * as inputs from './input.module.css';
import * as jsonStyles from './json.module.css';

export interface JsonTreeProps {
  value: unknown;
  label: string;
  /** Begins the paths that are copied. */
  root?: readonly Key[];
  onSearch?: ((text: string) => void) | undefined;
}

export function JsonTree({ value, label, root = [], onSearch }: JsonTreeProps) {
  const words = useWords();
  const [needle, setNeedle] = useState('');
  const [at, setAt] = useState(0);
  /** All open, all closed, or as it was; its number tells the nodes to begin again. */
  const [mode, setMode] = useState<{ open: boolean | undefined; turn: number }>({ open: undefined, turn: 0 });
  const found = useMemo(() => search(value, needle), [value, needle]);
  const state: Search = { ...found, needle, current: found.matches[at % Math.max(1, found.matches.length)] };
  const id = useId();

  if (!isBranch(value)) {
    return (
      <div class={jsonStyles.json}>
        <Leaf value={value} highlight="" />
      </div>
    );
  }
  return (
    <div class={jsonStyles.json}>
      <div class={jsonStyles.tools}>
        <label class={jsonStyles.search}>
          <Icon name="search" size={14} />
          <input
            class={`${inputs.input} ${inputs.small}`}
            type="search"
            aria-label={`${words('searchInTree')}: ${label}`}
            placeholder={words('searchInTree')}
            value={needle}
            onInput={(event) => {
              setNeedle(event.currentTarget.value);
              setAt(0);
            }}
            onKeyDown={(event) => {
              event.stopPropagation();
              if (event.key === 'Enter' && found.matches.length > 0) setAt((at + 1) % found.matches.length);
            }}
          />
        </label>
        {needle && (
          <span class={jsonStyles.matches} role="status">
            {words('matches', { count: found.matches.length })}
            {found.matches.length > 1 && (
              <button
                type="button"
                class={buttons.icon}
                aria-label={words('nextMatch')}
                onClick={() => setAt((at + 1) % found.matches.length)}
              >
                <Icon name="down" size={14} />
              </button>
            )}
          </span>
        )}
        <IconButton
          icon="down"
          size={14}
          label={words('expandAll')}
          onClick={() => setMode({ open: true, turn: mode.turn + 1 })}
        />
        <IconButton
          icon="up"
          size={14}
          label={words('collapseAll')}
          onClick={() => setMode({ open: false, turn: mode.turn + 1 })}
        />
        <CopyButton label={words('copyJson')} text={() => JSON.stringify(value, null, 2)} />
      </div>
      <div class={jsonStyles.root} dir="ltr" id={id} key={mode.turn}>
        <Branch value={value} path={[]} root={root} depth={0} open={mode.open} search={state} onSearch={onSearch} />
      </div>
    </div>
  );
}
