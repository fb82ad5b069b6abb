import { usePanel, useSession, useWords } from './panel';
import { visible } from './text/visible';
import { Icon } from './ui/icon';
import { useStyle } from './ui/use-style';
import type { Environment } from './api/panel-types';
import * as styles from './brand.module.css';

export function useTitle(): string {
  const { config } = useSession(usePanel().session);
  const words = useWords();
  return visible(config.title ?? words('appTitle'));
}

export function Brand() {
  const { logo, environment } = useSession(usePanel().session).config;
  const title = useTitle();
  return (
    <span class={styles.brand}>
      {logo ? (
        <img class={styles.logo} src={logo} alt="" />
      ) : (
        <span class={styles.mark}>
          <Icon name="pulse" size={18} />
        </span>
      )}
      <span class={styles.title}>{title}</span>
      {environment && (
        <EnvironmentBadge {...(typeof environment === 'string' ? { label: environment } : environment)} />
      )}
    </span>
  );
}

function EnvironmentBadge({ label, color }: Environment) {
  const ref = useStyle<HTMLSpanElement>(color ? { '--environment': color } : {});
  return (
    <span class={styles.environment} ref={ref}>
      {visible(label)}
    </span>
  );
}
