import { lazy, Suspense } from 'preact/compat';
import { useEffect } from 'preact/hooks';
import { Route, Router, Switch } from 'wouter-preact';
import { Brand, useTitle } from './brand';
import { useName } from './api/names';
import type { Permissions } from './api/panel-types';
import type { MessageKey } from './i18n/translate';
import { formatPlace } from './location/place';
import { go, useHashPath, usePlace } from './location/use-place';
import { useMay, useSettings, useWords } from './panel';
import { DEFAULT_QUERY } from './query/default-query';
import { withoutWords } from './query/scan';
import { Explorer } from './pages/explorer/explorer';
import { Refresh } from './refresh';
import { visible } from './text/visible';
import { Boundary } from './ui/boundary';
import { Icon, type IconName } from './ui/icon';
import { Skeleton, State } from './ui/states';
import { Text } from './ui/text';
import { ViewsButton } from './views/views-button';
import { DialogButton } from './ui/dialog-button';
import * as navigationStyles from './navigation.module.css';
import * as pageStyles from './ui/page.module.css';
import * as styles from './shell.module.css';

// The first view is small: all other pages are loaded when they are opened.
const PreferencesDialog = lazy(() => import('./preferences-dialog'));
const Audit = lazy(async () => ({ default: (await import('./pages/audit/audit')).Audit }));
const Health = lazy(async () => ({ default: (await import('./pages/health')).Health }));
const Holds = lazy(async () => ({ default: (await import('./pages/holds')).Holds }));
const ObjectHistory = lazy(async () => ({ default: (await import('./pages/objects/object')).ObjectHistory }));
const Overview = lazy(async () => ({ default: (await import('./pages/overview/overview')).Overview }));
const People = lazy(async () => ({ default: (await import('./pages/people')).People }));
const Person = lazy(async () => ({ default: (await import('./pages/person')).Person }));
const Routes = lazy(async () => ({ default: (await import('./pages/routes')).Routes }));

const PAGES: readonly { path: string; key: MessageKey; icon: IconName; right: keyof Permissions }[] = [
  { path: '/', key: 'explorer', icon: 'search', right: 'view' },
  { path: '/people', key: 'people', icon: 'people', right: 'view' },
  { path: '/routes', key: 'routes', icon: 'routes', right: 'view' },
  { path: '/overview', key: 'overview', icon: 'overview', right: 'view' },
  { path: '/audit', key: 'audit', icon: 'lock', right: 'audit' },
  { path: '/health', key: 'health', icon: 'health', right: 'view' },
];
/** Pages that are about no time. */
const TIMELESS: ReadonlySet<string> = new Set(['/health', '/audit']);

export function Shell() {
  const words = useWords();
  const { path } = usePlace();
  const title = useTitle();
  const may = useMay();
  const page = PAGES.find((page) => (page.path === '/' ? path === '/' : path.startsWith(page.path)));
  // Who may see no records but the audit trail begins there.
  const leadsToAudit = path === '/' && !may.view && may.audit;
  useEffect(() => {
    if (leadsToAudit) go('#/audit', { replace: true });
  }, [leadsToAudit]);
  useEffect(() => {
    document.title = page ? `${words(page.key)} · ${title}` : title;
  }, [page, title, words]);

  return (
    <div class={styles.shell}>
      <SkipLink to="content">{words('skipToContent')}</SkipLink>
      {path === '/' && may.view && <SkipLink to="records">{words('skipToRecords')}</SkipLink>}
      <header class={styles.top}>
        <Brand />
        <Navigation current={page?.path} />
        <Account />
      </header>
      <main id="content" class={styles.content} tabIndex={path === '/' ? -1 : 0}>
        <Boundary subject={path}>
          {page && !may[page.right] ? (
            <State page icon="lock" title={words('missingPermissionTitle')}>
              {words('pageForbiddenLead')}
            </State>
          ) : (
            <Suspense
              fallback={
                <div class={pageStyles.page}>
                  <Skeleton />
                </div>
              }
            >
              <Router hook={useHashPath}>
                <Switch>
                  <Route path="/" component={Explorer} />
                  <Route path="/people" component={People} />
                  <Route path="/people/:id" component={Person} />
                  <Route path="/objects/:type/:id" component={ObjectHistory} />
                  <Route path="/holds" component={Holds} />
                  <Route path="/routes" component={Routes} />
                  <Route path="/overview" component={Overview} />
                  <Route path="/audit" component={Audit} />
                  <Route path="/health" component={Health} />
                  <Route>
                    <State page icon="search" title={words('notFoundTitle')}>
                      {words('notFoundLead')}
                    </State>
                  </Route>
                </Switch>
              </Router>
            </Suspense>
          )}
        </Boundary>
      </main>
      <CountryCredit />
    </div>
  );
}

function SkipLink({ to, children }: { to: string; children: string }) {
  return (
    <a
      class={styles.skip}
      href={`#${to}`}
      onClick={(event) => {
        event.preventDefault();
        document.getElementById(to)?.focus();
      }}
    >
      {children}
    </a>
  );
}

/** The license of the country file asks for a link on pages that show countries. */
function CountryCredit() {
  const words = useWords();
  const { country_credit: credit } = useSettings();
  if (!credit?.url.startsWith('https://')) return null;
  return (
    <footer class={styles.credit}>
      <a href={credit.url} target="_blank" rel="noopener noreferrer">
        {words('countryCredit', { credit: credit.text })}
      </a>
    </footer>
  );
}

function Navigation({ current }: { current: string | undefined }) {
  const words = useWords();
  const may = useMay();
  const { params } = usePlace();
  const q = params['q'] ?? DEFAULT_QUERY;
  // The query stays the same from page to page, but for words, in which figures cannot be counted.
  const keptAt = (path: string) => {
    const kept = path === '/' ? q : withoutWords(q);
    return { ...(kept !== DEFAULT_QUERY && { q: kept }), ...(params['tz'] && { tz: params['tz'] }) };
  };
  return (
    <nav class={styles.navigation} aria-label={words('mainNavigation')}>
      {PAGES.filter(({ right }) => may[right]).map(({ path, key, icon }) => (
        <a
          key={path}
          class={navigationStyles.link}
          href={formatPlace({ path, params: TIMELESS.has(path) ? {} : keptAt(path) })}
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
  const settings = useSettings();
  const may = useMay();
  const id = settings.user?.user_id ?? null;
  const name = useName(id ?? undefined);
  const user = id === null ? null : String(id);
  return (
    <div class={styles.account}>
      {user !== null && (
        <span
          class={styles.name}
          title={words('signedInAs', { user: visible(name ? `${name.label} (${user})` : user) })}
        >
          <Text value={name?.label ?? user} />
        </span>
      )}
      {may.view && <ViewsButton />}
      <Refresh />
      <DialogButton icon="settings" size={18} label={words('preferences')} dialog={PreferencesDialog} />
    </div>
  );
}
