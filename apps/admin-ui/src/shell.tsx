import { useEffect, useState } from 'preact/hooks';
import { Route, Router, Switch } from 'wouter-preact';
import { Brand, useTitle } from './brand';
import type { MessageKey } from './i18n/translate';
import { formatPlace } from './location/place';
import { useHashPath, usePlace } from './location/use-place';
import { usePanel, useSettings, useWords } from './panel';
import { LanguageChoice, ThemeChoice, ZoneChoice } from './preference-choices';
import { DEFAULT_QUERY } from './query/default-query';
import { splitTime } from './query/scan';
import { Explorer } from './pages/explorer/explorer';
import { Health } from './pages/health';
import { Holds } from './pages/holds';
import { Overview } from './pages/overview';
import { People } from './pages/people';
import { Person } from './pages/person';
import { Routes } from './pages/routes';
import { Boundary } from './ui/boundary';
import { Dialog } from './ui/dialog';
import { Icon, type IconName } from './ui/icon';
import { State } from './ui/states';

const PAGES: readonly { path: string; key: MessageKey; icon: IconName }[] = [
  { path: '/', key: 'explorer', icon: 'search' },
  { path: '/people', key: 'people', icon: 'people' },
  { path: '/routes', key: 'routes', icon: 'routes' },
  { path: '/overview', key: 'overview', icon: 'overview' },
  { path: '/health', key: 'health', icon: 'health' },
];

export function Shell() {
  const words = useWords();
  const { path } = usePlace();
  const title = useTitle();
  const page = PAGES.find((page) => (page.path === '/' ? path === '/' : path.startsWith(page.path)));
  useEffect(() => {
    document.title = page ? `${words(page.key)} · ${title}` : title;
  }, [page, title, words]);

  return (
    <div class="shell">
      <a
        class="skip-link"
        href="#content"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('content')?.focus();
        }}
      >
        {words('skipToContent')}
      </a>
      <header class="top-bar">
        <Brand />
        <Navigation current={page?.path} />
        <Account />
      </header>
      <main id="content" class="content" tabIndex={path === '/' ? -1 : 0}>
        <Boundary subject={path}>
          <Router hook={useHashPath}>
            <Switch>
              <Route path="/" component={Explorer} />
              <Route path="/people" component={People} />
              <Route path="/people/:id" component={Person} />
              <Route path="/holds" component={Holds} />
              <Route path="/routes" component={Routes} />
              <Route path="/overview" component={Overview} />
              <Route path="/health" component={Health} />
              <Route>
                <State page icon="search" title={words('notFoundTitle')}>
                  {words('notFoundLead')}
                </State>
              </Route>
            </Switch>
          </Router>
        </Boundary>
      </main>
    </div>
  );
}

function Navigation({ current }: { current: string | undefined }) {
  const words = useWords();
  const { params } = usePlace();
  const { time } = splitTime(params['q'] ?? DEFAULT_QUERY);
  // The time looked at stays the same from page to page; where it is the usual one, the address stays short.
  const kept = {
    ...(params['q'] !== undefined && time !== DEFAULT_QUERY && { q: time }),
    ...(params['tz'] && { tz: params['tz'] }),
  };
  return (
    <nav class="navigation" aria-label={words('mainNavigation')}>
      {PAGES.map(({ path, key, icon }) => (
        <a
          key={path}
          class="navigation-link"
          href={formatPlace({ path, params: path === '/health' ? {} : kept })}
          aria-current={path === current ? 'page' : undefined}
        >
          <Icon name={icon} size={18} />
          <span>{words(key)}</span>
        </a>
      ))}
    </nav>
  );
}

function Account() {
  const words = useWords();
  const { session } = usePanel();
  const settings = useSettings();
  const [open, setOpen] = useState(false);
  return (
    <div class="account">
      <button
        type="button"
        class="icon-button"
        aria-label={words('preferences')}
        title={words('preferences')}
        onClick={() => setOpen(true)}
      >
        <Icon name="settings" size={18} />
      </button>
      {open && (
        <Dialog title={words('preferences')} onClose={() => setOpen(false)} kind="dialog-small">
          <div class="form">
            <LanguageChoice />
            <ThemeChoice />
            <ZoneChoice />
            <button type="button" class="button" onClick={() => session.signOut()}>
              <Icon name="out" /> {words('signOut')}
            </button>
            {settings.version && <small class="muted">nestjs-activity-tracker {settings.version}</small>}
          </div>
        </Dialog>
      )}
    </div>
  );
}
