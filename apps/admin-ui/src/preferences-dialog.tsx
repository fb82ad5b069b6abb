import { useId, useState } from 'preact/hooks';
import { useParams } from './location/use-place';
import { usePanel, useSettings, useWords } from './panel';
import { LanguageChoice, PreferenceChoice } from './preference-choices';
import { REFRESH_SECONDS } from './refresh';
import { visible } from './text/visible';
import { browserZone, isZone, serverZone, zoneText } from './time/zone';
import { Dialog } from './ui/dialog';
import { Icon } from './ui/icon';
import { Select } from './ui/select';
import * as buttons from './ui/button.module.css';
import * as forms from './ui/form.module.css';
import * as inputs from './ui/input.module.css';

export default function PreferencesDialog({ onClose }: { onClose(): void }) {
  const words = useWords();
  const { session } = usePanel();
  const settings = useSettings();
  const id = settings.user?.user_id ?? null;
  const user = id === null ? null : String(id);
  return (
    <Dialog title={words('preferences')} onClose={onClose} size="small">
      <div class={forms.form}>
        {user !== null && <p class="muted">{words('signedInAs', { user: visible(user) })}</p>}
        <LanguageChoice />
        <PreferenceChoice of="theme" />
        <ZoneChoice />
        <PreferenceChoice of="times" />
        <PreferenceChoice of="density" />
        <RefreshChoice />
        <button type="button" class={buttons.button} onClick={() => session.signOut()}>
          <Icon name="out" /> {words('signOut')}
        </button>
        {settings.version && <small class="muted">nestjs-activity-tracker {settings.version}</small>}
      </div>
    </Dialog>
  );
}

function ZoneChoice() {
  const { preferences, prefer } = usePanel();
  const settings = useSettings();
  const words = useWords();
  const list = useId();
  const [{ tz }, change] = useParams();
  const server = serverZone(settings);
  const chosen = tz ?? preferences.zone ?? (server ? 'server' : 'local');
  const named = !['local', 'utc', 'server'].includes(chosen);
  const [other, setOther] = useState(named);
  // The address holds it, so that a link shows the same times; the browser remembers it.
  const choose = (zone: string) => {
    prefer({ zone });
    change({ tz: zone }, { replace: true });
  };
  return (
    <>
      <Select
        isInForm
        label={words('zone')}
        value={other || named ? 'other' : chosen}
        options={[
          ['local', words('zoneLocal', { zone: browserZone() })],
          ['utc', 'UTC'],
          ...(server ? [['server', words('zoneServer', { zone: zoneText(server) })] as const] : []),
          ['other', words('zoneOther')],
        ]}
        onChange={(value) => {
          setOther(value === 'other');
          if (value !== 'other') choose(value);
        }}
      />
      {(other || named) && (
        <label class={`${forms.field} ${forms.inline}`}>
          <span>{words('zoneName')}</span>
          <input
            class={inputs.input}
            list={list}
            defaultValue={named ? chosen : ''}
            placeholder="Europe/Berlin"
            onChange={(event) => isZone(event.currentTarget.value) && choose(event.currentTarget.value)}
          />
          <datalist id={list}>
            {Intl.supportedValuesOf('timeZone').map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </label>
      )}
    </>
  );
}

function RefreshChoice() {
  const words = useWords();
  const { preferences, prefer } = usePanel();
  return (
    <Select
      isInForm
      label={words('refreshEvery')}
      value={String(preferences.refresh)}
      options={REFRESH_SECONDS.map((seconds) => [
        String(seconds),
        seconds === 0 ? words('refreshNever') : words('seconds', { count: seconds }),
      ])}
      onChange={(seconds) => prefer({ refresh: Number(seconds) })}
    />
  );
}
