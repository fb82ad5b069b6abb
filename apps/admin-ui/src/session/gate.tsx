import type { ComponentChildren } from 'preact';
import { usePanel, useSession, useWords } from '../panel';
import { Dialog } from '../ui/dialog';
import { visible } from '../text/visible';
import { Failure, State } from '../ui/states';
import { HostSignIn } from './host-sign-in';
import { SignInForm, SignInPage } from './sign-in';
import * as buttons from '../ui/button.module.css';
import * as styles from './gate.module.css';

export function Gate({ children }: { children: ComponentChildren }) {
  const { session } = usePanel();
  const { phase, problem, config } = useSession(session);
  const words = useWords();
  switch (phase) {
    case 'starting':
      return (
        <div class={styles.splash} role="status">
          <span class="visually-hidden">{words('loading')}</span>
        </div>
      );
    case 'signed-out':
      return <SignInPage />;
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
            <Dialog title={words('expiredTitle')}>
              {config.loginUrl ? (
                <HostSignIn url={config.loginUrl} />
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
          )}
        </>
      );
  }
}
