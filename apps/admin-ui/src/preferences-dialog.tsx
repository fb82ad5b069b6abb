import { useId, useState } from 'preact/hooks';
import { useParams } from './location/use-place';
import { type Preferences, usePanel, useSettings, useWords } from './panel';
import { LanguageChoice, ThemeChoice } from './preference-choices';
import { REFRESH_SECONDS } from './refresh';
import { visible } from './text/visible';
import { browserZone, isZone, serverZone, zoneText } from './time/zone';
import { Dialog } from './ui/dialog';
import { Icon } from './ui/icon';
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
        <ThemeChoice />
        <ZoneChoice />
        <TimesChoice />
        <DensityChoice />
        <RefreshChoice />
        <button type="button" class={buttons.button} onClick={() => session.signOut()}>
          <Icon name="out" /> {words('signOut')}
        </button>
        {settings.version && <small class="muted">nestjs-activity-tracker {settings.version}</small>}
      </div>
    </Dialog>
  );
}

function TimesChoice() {
  const { preferences, prefer } = usePanel();
  const words = useWords();
  return (
    <label class={`${forms.field} ${forms.inline}`}>
      <span>{words('times')}</span>
      <select
        class={inputs.input}
        value={preferences.times}
        onChange={(event) => prefer({ times: event.currentTarget.value as Preferences['times'] })}
      >
        <option value="relative">{words('timesRelative')}</option>
        <option value="absolute">{words('timesAbsolute')}</option>
      </select>
    </label>
  );
}

function DensityChoice() {
  const { preferences, prefer } = usePanel();
  const words = useWords();
  return (
    <label class={`${forms.field} ${forms.inline}`}>
      <span>{words('density')}</span>
      <select
        class={inputs.input}
        value={preferences.density}
        onChange={(event) => prefer({ density: event.currentTarget.value as Preferences['density'] })}
      >
        <option value="roomy">{words('densityRoomy')}</option>
        <option value="dense">{words('densityDense')}</option>
      </select>
    </label>
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
      <label class={`${forms.field} ${forms.inline}`}>
        <span>{words('zone')}</span>
        <select
          class={inputs.input}
          value={other || named ? 'other' : chosen}
          onChange={(event) => {
            const { value } = event.currentTarget;
            setOther(value === 'other');
            if (value !== 'other') choose(value);
          }}
        >
          <option value="local">{words('zoneLocal', { zone: browserZone() })}</option>
          <option value="utc">UTC</option>
          {server && <option value="server">{words('zoneServer', { zone: zoneText(server) })}</option>}
          <option value="other">{words('zoneOther')}</option>
        </select>
      </label>
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
    <label class={`${forms.field} ${forms.inline}`}>
      <span>{words('refreshEvery')}</span>
      <select
        class={inputs.input}
        value={preferences.refresh}
        onChange={(event) => prefer({ refresh: Number(event.currentTarget.value) })}
      >
        {REFRESH_SECONDS.map((seconds) => (
          <option key={seconds} value={seconds}>
            {seconds === 0 ? words('refreshNever') : words('seconds', { count: seconds })}
          </option>
        ))}
      </select>
    </label>
  );
}
