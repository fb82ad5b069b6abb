import { useId, useState } from 'preact/hooks';
import type { ApiError } from '../api/client';
import { Brand, useTitle } from '../brand';
import type { MessageKey } from '../i18n/translate';
import { usePanel, useSession, useWords } from '../panel';
import { LanguageChoice, PreferenceChoice } from '../preference-choices';
import { Dialog } from '../ui/dialog';
import { Note } from '../ui/badge';
import { HostLink, HostSignIn } from './host-sign-in';
import { fieldsOf, type Login, logIn } from './login';
import * as buttons from '../ui/button.module.css';
import * as forms from '../ui/form.module.css';
import * as inputs from '../ui/input.module.css';
import * as styles from './sign-in.module.css';

/** @param again whether a session ended: the page stays behind a dialog */
export default function SignIn({ again = false }: { again?: boolean }) {
  return again ? <Expired /> : <SignInPage />;
}

function Expired() {
  const words = useWords();
  const { session } = usePanel();
  const { loginUrl } = useSession(session).config;
  return (
    <Dialog title={words('expiredTitle')}>
      {loginUrl ? (
        <HostSignIn url={loginUrl} />
      ) : (
        <>
          <p class="lead">{words('expiredLead')}</p>
          <SignInForm />
        </>
      )}
      <button type="button" class={`${buttons.button} ${buttons.quiet}`} onClick={() => session.signOut()}>
        {words('signOut')}
      </button>
    </Dialog>
  );
}

function SignInPage() {
  const words = useWords();
  const title = useTitle();
  const { loginUrl } = useSession(usePanel().session).config;
  return (
    <div class={styles.signIn}>
      <main class={styles.card}>
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
      <footer class={styles.choices}>
        <LanguageChoice />
        <PreferenceChoice of="theme" />
      </footer>
    </div>
  );
}

function SignInForm() {
  const { config } = useSession(usePanel().session);
  const words = useWords();
  const id = useId();
  const login = config.login ?? undefined;
  const [paste, setPaste] = useState(!login);
  const [keep, setKeep] = useState(false);
  const asked = paste ? undefined : login;
  const { busy, problem, submit } = useSignIn(asked, keep);
  const problemId = problem ? `${id}-problem` : undefined;
  return (
    <form class={forms.form} onSubmit={(event) => void submit(event)}>
      {asked ? (
        <LoginFields login={asked} problemId={problemId} />
      ) : (
        <TokenField hintId={`${id}-hint`} problemId={problemId} />
      )}
      <label class={forms.check}>
        <input type="checkbox" name="keep" checked={keep} onChange={(event) => setKeep(event.currentTarget.checked)} />
        <span>
          {words('keepInTab')}
          <small>{words('keepInTabHint')}</small>
        </span>
      </label>
      <div id={`${id}-problem`} role="alert">
        {problem && <Note kind="error">{problem}</Note>}
      </div>
      <button class={`${buttons.button} ${buttons.primary} ${buttons.wide}`} type="submit" disabled={busy}>
        {words('signIn')}
      </button>
      {login && (
        <button
          class={`${buttons.button} ${buttons.quiet} ${buttons.wide}`}
          type="button"
          onClick={() => setPaste(!paste)}
        >
          {words(paste ? 'useForm' : 'pasteToken')}
        </button>
      )}
    </form>
  );
}

/** @param login the application's own sign-in; without it, a token is given */
function useSignIn(login: Login | undefined, keep: boolean) {
  const { session } = usePanel();
  const words = useWords();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(event.currentTarget as HTMLFormElement)) as Record<string, string>;
    setBusy(true);
    setProblem('');
    try {
      const { keep: _, ...credentials } = values;
      await session.signIn(login ? await logIn(login, credentials) : (values['token'] ?? ''), keep);
    } catch (error) {
      const { status, message } = error as ApiError;
      if (status === 403) return;
      setProblem(words(PROBLEMS[status] ?? (message === 'no token' ? 'signInNoToken' : 'signInRefused')));
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, submit };
}

const PROBLEMS: Readonly<Record<number, MessageKey>> = { 0: 'offlineTitle', 503: 'storeAwayTitle' };

function LoginFields({ login, problemId }: { login: Login; problemId: string | undefined }) {
  const words = useWords();
  return (
    <>
      {fieldsOf(login, words).map(({ name, label, type }) => (
        <label class={forms.field} key={name}>
          <span>{label}</span>
          <input
            class={inputs.input}
            name={name}
            type={type}
            required
            autoComplete={type === 'password' ? 'current-password' : 'username'}
            aria-describedby={problemId}
          />
        </label>
      ))}
    </>
  );
}

function TokenField({ hintId, problemId }: { hintId: string; problemId: string | undefined }) {
  const words = useWords();
  return (
    <label class={forms.field}>
      <span>{words('accessToken')}</span>
      <input
        class={`${inputs.input} ${inputs.code}`}
        name="token"
        type="password"
        required
        autoComplete="off"
        spellcheck={false}
        aria-describedby={[hintId, problemId].filter(Boolean).join(' ')}
      />
      <small id={hintId}>{words('accessTokenHint')}</small>
    </label>
  );
}
