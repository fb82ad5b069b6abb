import type { ComponentChildren } from 'preact';
import { lazy, Suspense } from 'preact/compat';
import { useEffect } from 'preact/hooks';
import { usePanel, useSession, useWords } from '../panel';
import { visible } from '../text/visible';
import { Failure, State } from '../ui/states';
import { Boundary } from '../ui/boundary';
import { loadWhenIdle } from '../ui/when-idle';
import * as buttons from '../ui/button.module.css';
import * as styles from './gate.module.css';

const loadSignIn = () => import('./sign-in');
const SignIn = lazy(loadSignIn);

export function Gate({ children }: { children: ComponentChildren }) {
  const { session } = usePanel();
  const { phase, problem } = useSession(session);
  const words = useWords();
  // Where the session ends, the server may be away.
  useEffect(() => {
    if (phase === 'signed-in') loadWhenIdle(loadSignIn);
  }, [phase]);
  switch (phase) {
    case 'starting':
      return <Splash />;
    case 'signed-out':
      return (
        <Boundary subject={phase}>
          <Suspense fallback={<Splash />}>
            <SignIn />
          </Suspense>
        </Boundary>
      );
    case 'unreachable':
      return (
        <main class={styles.splash}>
          <Failure page error={problem} onRetry={session.retry} />
        </main>
      );
    case 'forbidden':
      return (
        <main class={styles.splash}>
          <State
            alert
            page
            icon="lock"
            title={words('forbiddenTitle')}
            actions={
              <button type="button" class={`${buttons.button} ${buttons.primary}`} onClick={() => session.signOut()}>
                {words('signInAsOther')}
              </button>
            }
          >
            {words('forbiddenLead')}
            <br />
            <bdi>{problem && visible(problem.message)}</bdi>
          </State>
        </main>
      );
    default:
      return (
        <>
          {children}
          {phase === 'expired' && (
            <Boundary subject={phase}>
              <Suspense fallback={null}>
                <SignIn again />
              </Suspense>
            </Boundary>
          )}
        </>
      );
  }
}

function Splash() {
  return (
    <div class={styles.splash} role="status">
      <span class="visually-hidden">{useWords()('loading')}</span>
    </div>
  );
}
