import { useId, useState } from 'preact/hooks';
import { ApiError } from '../api/client';
import { Brand, useTitle } from '../brand';
import { usePanel, useSession, useWords } from '../panel';
import { LanguageChoice, ThemeChoice } from '../preference-choices';
import { Note } from '../ui/badge';
import { HostLink } from './host-sign-in';
import { fieldsOf, logIn } from './login';

export function SignInPage() {
  const words = useWords();
  const title = useTitle();
  const { loginUrl } = useSession(usePanel().session).config;
  return (
    <div class="sign-in">
      <main class="sign-in-card">
        <Brand />
        <h1>{words('signInTitle', { title })}</h1>
        <p class="lead">{words('signInLead')}</p>
        {loginUrl && (
          <>
            <HostLink url={loginUrl} />
            <hr />
          </>
        )}
        <SignInForm />
      </main>
      <footer class="sign-in-choices">
        <LanguageChoice />
        <ThemeChoice />
      </footer>
    </div>
  );
}

export function SignInForm() {
  const { session } = usePanel();
  const { config } = useSession(session);
  const words = useWords();
  const id = useId();
  const login = config.login ?? undefined;
  const [paste, setPaste] = useState(!login);
  const [keep, setKeep] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(event.currentTarget as HTMLFormElement)) as Record<string, string>;
    setBusy(true);
    setProblem('');
    try {
      const { keep: _, ...credentials } = values;
      const token = login && !paste ? await logIn(login, credentials) : (values['token'] ?? '');
      await session.signIn(token, keep);
    } catch (error) {
      const { status, message } = error as ApiError;
      if (status === 403) return;
      setProblem(
        status === 0
          ? words('offlineTitle')
          : status === 503
            ? words('storeAwayTitle')
            : message === 'no token'
              ? words('signInNoToken')
              : words('signInRefused'),
      );
    } finally {
      setBusy(false);
    }
  };

  return (
    <form class="form" onSubmit={(event) => void submit(event)}>
      {login && !paste ? (
        fieldsOf(login, words).map(({ name, label, type }) => (
          <label class="field" key={name}>
            <span>{label}</span>
            <input
              class="input"
              name={name}
              type={type}
              required
              autoComplete={type === 'password' ? 'current-password' : 'username'}
              aria-describedby={problem ? `${id}-problem` : undefined}
            />
          </label>
        ))
      ) : (
        <label class="field">
          <span>{words('accessToken')}</span>
          <input
            class="input input-code"
            name="token"
            type="password"
            required
            autoComplete="off"
            spellcheck={false}
            aria-describedby={`${id}-hint${problem ? ` ${id}-problem` : ''}`}
          />
          <small id={`${id}-hint`}>{words('accessTokenHint')}</small>
        </label>
      )}
      <label class="check">
        <input type="checkbox" name="keep" checked={keep} onChange={(event) => setKeep(event.currentTarget.checked)} />
        <span>
          {words('keepInTab')}
          <small>{words('keepInTabHint')}</small>
        </span>
      </label>
      <div id={`${id}-problem`} role="alert">
        {problem && <Note kind="error">{problem}</Note>}
      </div>
      <button class="button button-primary button-wide" type="submit" disabled={busy}>
        {words('signIn')}
      </button>
      {login && (
        <button class="button button-quiet button-wide" type="button" onClick={() => setPaste(!paste)}>
          {words(paste ? 'useForm' : 'pasteToken')}
        </button>
      )}
    </form>
  );
}
