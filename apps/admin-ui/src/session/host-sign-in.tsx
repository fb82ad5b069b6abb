import { useEffect } from 'preact/hooks';
import { usePanel, useWords } from '../panel';
import { Icon } from '../ui/icon';
import * as buttons from '../ui/button.module.css';

export function HostLink({ url, elsewhere = false }: { url: string; elsewhere?: boolean }) {
  const words = useWords();
  return (
    <a
      class={`${buttons.button} ${buttons.primary} ${buttons.wide}`}
      href={new URL(url, document.baseURI).href}
      {...(elsewhere && { target: '_blank', rel: 'noopener' })}
    >
      {words('hostSignIn')}
      {elsewhere && (
        <>
          <Icon name="open" size={14} />
          <span class="visually-hidden"> {words('newWindow')}</span>
        </>
      )}
    </a>
  );
}

/** For a session by cookie that ended: the reader signs in elsewhere, and this page goes on when they are back. */
export function HostSignIn({ url }: { url: string }) {
  const words = useWords();
  const { session } = usePanel();
  useEffect(() => {
    const onReturn = () => void (document.hidden || session.resume());
    document.addEventListener('visibilitychange', onReturn);
    addEventListener('focus', onReturn);
    return () => {
      document.removeEventListener('visibilitychange', onReturn);
      removeEventListener('focus', onReturn);
    };
  }, []);
  return (
    <>
      <p class="lead">{words('hostSessionEnded')}</p>
      <HostLink url={url} elsewhere />
      <button type="button" class={`${buttons.button} ${buttons.wide}`} onClick={() => void session.resume()}>
        {words('goOn')}
      </button>
    </>
  );
}
