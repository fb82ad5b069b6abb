import { useWords } from '../../panel';
import { Icon } from '../../ui/icon';
import type { Live } from './use-live';
import { IconButton } from '../../ui/icon-button';
import * as buttons from '../../ui/button.module.css';
import * as styles from './live.module.css';
import * as tools from './tools.module.css';

export function LiveControl({
  live,
  following,
  paused,
  onFollow,
  onPause,
}: {
  live: Live;
  following: boolean;
  paused: boolean;
  onFollow(on: boolean): void;
  onPause(paused: boolean): void;
}) {
  const words = useWords();
  return (
    <span class={`${styles.live} ${live.lost ? styles.lost : ''}`}>
      <button
        type="button"
        class={`${buttons.button} ${tools.labelled}`}
        aria-pressed={following}
        title={live.lost ? words('liveLost') : words(following ? 'liveOff' : 'liveStart')}
        onClick={() => onFollow(!following)}
      >
        {following ? <span class={styles.dot} aria-hidden="true" /> : <Icon name="live" />}
        <span>{words('live')}</span>
      </button>
      {following && (
        <IconButton
          icon={paused ? 'play' : 'pause'}
          label={words(paused ? 'liveResume' : 'livePause')}
          onClick={() => onPause(!paused)}
        />
      )}
      {following && (live.skipped > 0 || live.skippedMore) && (
        <span class={styles.skipped} role="status" title={words('liveSkippedHint')}>
          {live.skippedMore ? words('liveSkippedSome') : words('liveSkipped', { count: live.skipped })}
        </span>
      )}
      {live.lost && (
        <span class="visually-hidden" role="status">
          {words('liveLost')}
        </span>
      )}
    </span>
  );
}
