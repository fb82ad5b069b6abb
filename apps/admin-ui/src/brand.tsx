import { usePanel, useSession, useWords } from './panel';
import { visible } from './text/visible';
import { Icon } from './ui/icon';
import { useStyle } from './ui/use-style';
import type { Environment } from './api/panel-types';

export function useTitle(): string {
  const { settings, config } = useSession(usePanel().session);
  const words = useWords();
  return visible(settings.title ?? config.title ?? words('appTitle'));
}

export function Brand() {
  const { settings, config } = useSession(usePanel().session);
  const title = useTitle();
  const logo = settings.logo ?? config.logo;
  const environment = settings.environment ?? config.environment;
  return (
    <span class="brand">
      {logo ? (
        <img class="brand-logo" src={logo} alt="" />
      ) : (
        <span class="brand-mark">
          <Icon name="pulse" size={18} />
        </span>
      )}
      <span class="brand-title">{title}</span>
      {environment && (
        <EnvironmentBadge {...(typeof environment === 'string' ? { label: environment } : environment)} />
      )}
    </span>
  );
}

function EnvironmentBadge({ label, color }: Environment) {
  const ref = useStyle<HTMLSpanElement>(color ? { '--environment': color } : {});
  return (
    <span class="environment" ref={ref}>
      {visible(label)}
    </span>
  );
}
