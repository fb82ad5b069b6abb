import './styles/index.css';
import { render } from 'preact';
import type { PanelConfig } from './api/panel-types';
import { App } from './app';
import { loadTranslator, storedPreferences } from './preferences';
import { Session } from './session/session';

async function readConfig(): Promise<PanelConfig> {
  try {
    const response = await fetch(new URL('./config.json', document.baseURI), {
      cache: 'no-store',
      credentials: 'same-origin',
    });
    return response.ok ? ((await response.json()) as PanelConfig) : {};
  } catch {
    return {};
  }
}

// A page that comes out of the browser's cache after signing out must not show what it showed.
addEventListener('pageshow', ({ persisted }) => persisted && location.reload());

const preferences = storedPreferences();
const [config, translator] = await Promise.all([readConfig(), loadTranslator(preferences.language)]);
const session = new Session(config);
render(<App session={session} preferences={preferences} translator={translator} />, document.getElementById('app')!);
void session.start();
