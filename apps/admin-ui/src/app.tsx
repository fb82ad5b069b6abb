import { QueryClientProvider } from '@tanstack/preact-query';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { LANGUAGES, type Translator } from './i18n/translate';
import { useParams } from './location/use-place';
import { type Panel, PanelContext, type Preferences, useSession } from './panel';
import { loadTranslator, storePreferences } from './preferences';
import type { Session } from './session/session';
import { Gate } from './session/gate';
import { Shell } from './shell';
import { Clock } from './time/clock';
import { chosenZone } from './time/zone';
import { Toasts } from './ui/toast';

export function App({
  session,
  preferences: first,
  translator: firstTranslator,
}: {
  session: Session;
  preferences: Preferences;
  translator: Translator;
}) {
  const [preferences, setPreferences] = useState(first);
  const [translator, setTranslator] = useState(firstTranslator);
  const { settings, config } = useSession(session);
  const [{ tz }] = useParams();
  const { language } = translator;

  const clock = useMemo(
    () => new Clock(language, chosenZone(tz ?? preferences.zone, settings)),
    [language, tz, preferences.zone, settings],
  );
  const panel: Panel = useMemo(
    () => ({
      session,
      translator,
      clock,
      preferences,
      prefer(change) {
        const next = { ...preferences, ...change };
        storePreferences(next);
        setPreferences(next);
        if (next.language !== language) void loadTranslator(next.language).then(setTranslator);
      },
    }),
    [session, translator, clock, preferences],
  );

  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = LANGUAGES[language].direction;
  }, [language]);
  useEffect(() => {
    if (preferences.theme === 'auto') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = preferences.theme;
  }, [preferences.theme]);
  useEffect(() => {
    for (const [name, value] of Object.entries(config.colors ?? {})) {
      if (/^[a-z][a-z0-9-]*$/.test(name)) document.documentElement.style.setProperty(`--${name}`, value);
    }
  }, [config]);

  return (
    <PanelContext.Provider value={panel}>
      <QueryClientProvider client={session.queries}>
        <Gate>
          <Shell />
        </Gate>
        <Toasts />
      </QueryClientProvider>
    </PanelContext.Provider>
  );
}
