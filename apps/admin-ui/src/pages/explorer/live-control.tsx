import { useWords } from '../../panel';
import { Icon } from '../../ui/icon';
import type { Live } from './use-live';

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
    <span class={`live${following ? ' live-on' : ''}${live.lost ? ' live-lost' : ''}`}>
      <button
        type="button"
        class="button button-labelled"
        aria-pressed={following}
        title={live.lost ? words('liveLost') : words(following ? 'liveOff' : 'liveStart')}
        onClick={() => onFollow(!following)}
      >
        {following ? <span class="live-dot" /> : <Icon name="live" />}
        <span>{words('live')}</span>
      </button>
      {following && (
        <button
          type="button"
          class="icon-button"
          aria-label={words(paused ? 'liveResume' : 'livePause')}
          title={words(paused ? 'liveResume' : 'livePause')}
          onClick={() => onPause(!paused)}
        >
          <Icon name={paused ? 'play' : 'pause'} />
        </button>
      )}
      {following && live.skipped > 0 && (
        <span class="live-skipped" role="status" title={words('liveSkippedHint')}>
          {words('liveSkipped', { count: live.skipped })}
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
