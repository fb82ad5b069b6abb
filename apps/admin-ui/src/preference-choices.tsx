import { LANGUAGES, type MessageKey } from './i18n/translate';
import { type Preferences, usePanel, useWords } from './panel';
import { Select } from './ui/select';

export function LanguageChoice() {
  const { translator, prefer } = usePanel();
  const words = useWords();
  return (
    <Select
      isInForm
      label={words('language')}
      value={translator.language}
      options={Object.entries(LANGUAGES).map(([tag, { name }]) => [tag, name, tag])}
      onChange={(language) => prefer({ language })}
    />
  );
}

/** A preference with a few values, each with a text. */
const CHOICES = {
  theme: { label: 'theme', texts: { auto: 'themeAuto', light: 'themeLight', dark: 'themeDark' } },
  times: { label: 'times', texts: { relative: 'timesRelative', absolute: 'timesAbsolute' } },
  density: { label: 'density', texts: { roomy: 'densityRoomy', dense: 'densityDense' } },
} as const satisfies {
  [Name in keyof Preferences]?: { label: MessageKey; texts: Record<Preferences[Name] & string, MessageKey> };
};

export function PreferenceChoice({ of: name }: { of: keyof typeof CHOICES }) {
  const { preferences, prefer } = usePanel();
  const words = useWords();
  const { label, texts } = CHOICES[name];
  return (
    <Select
      isInForm
      label={words(label)}
      value={preferences[name]}
      options={Object.entries<MessageKey>(texts).map(([value, key]) => [value, words(key)])}
      onChange={(value) => prefer({ [name]: value })}
    />
  );
}
