import { useId, useState } from 'preact/hooks';
import { LANGUAGES } from './i18n/translate';
import { useParams } from './location/use-place';
import { type Preferences, usePanel, useSettings, useWords } from './panel';
import { browserZone, isZone, serverZone, zoneText } from './time/zone';

export function LanguageChoice() {
  const { translator, prefer } = usePanel();
  const words = useWords();
  return (
    <label class="field field-inline">
      <span>{words('language')}</span>
      <select
        class="input"
        value={translator.language}
        onChange={(event) => prefer({ language: event.currentTarget.value })}
      >
        {Object.entries(LANGUAGES).map(([tag, { name }]) => (
          <option key={tag} value={tag} lang={tag}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

export function ThemeChoice() {
  const { preferences, prefer } = usePanel();
  const words = useWords();
  return (
    <label class="field field-inline">
      <span>{words('theme')}</span>
      <select
        class="input"
        value={preferences.theme}
        onChange={(event) => prefer({ theme: event.currentTarget.value as Preferences['theme'] })}
      >
        <option value="auto">{words('themeAuto')}</option>
        <option value="light">{words('themeLight')}</option>
        <option value="dark">{words('themeDark')}</option>
      </select>
    </label>
  );
}

export function TimesChoice() {
  const { preferences, prefer } = usePanel();
  const words = useWords();
  return (
    <label class="field field-inline">
      <span>{words('times')}</span>
      <select
        class="input"
        value={preferences.times}
        onChange={(event) => prefer({ times: event.currentTarget.value as Preferences['times'] })}
      >
        <option value="relative">{words('timesRelative')}</option>
        <option value="absolute">{words('timesAbsolute')}</option>
      </select>
    </label>
  );
}

export function DensityChoice() {
  const { preferences, prefer } = usePanel();
  const words = useWords();
  return (
    <label class="field field-inline">
      <span>{words('density')}</span>
      <select
        class="input"
        value={preferences.density}
        onChange={(event) => prefer({ density: event.currentTarget.value as Preferences['density'] })}
      >
        <option value="roomy">{words('densityRoomy')}</option>
        <option value="dense">{words('densityDense')}</option>
      </select>
    </label>
  );
}

export function ZoneChoice() {
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
      <label class="field field-inline">
        <span>{words('zone')}</span>
        <select
          class="input"
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
        <label class="field field-inline">
          <span>{words('zoneName')}</span>
          <input
            class="input"
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
