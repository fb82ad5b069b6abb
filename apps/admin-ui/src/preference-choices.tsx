import { LANGUAGES } from './i18n/translate';
import { type Preferences, usePanel, useWords } from './panel';
import * as forms from './ui/form.module.css';
import * as inputs from './ui/input.module.css';

export function LanguageChoice() {
  const { translator, prefer } = usePanel();
  const words = useWords();
  return (
    <label class={`${forms.field} ${forms.inline}`}>
      <span>{words('language')}</span>
      <select
        class={inputs.input}
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
    <label class={`${forms.field} ${forms.inline}`}>
      <span>{words('theme')}</span>
      <select
        class={inputs.input}
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
