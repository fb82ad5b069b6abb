import * as menu from '@zag-js/menu';
import { normalizeProps, useMachine } from '@zag-js/preact';
import { createPortal } from 'preact/compat';
import { useId } from 'preact/hooks';
import { LANGUAGES } from '../i18n/translate';
import { usePanel } from '../panel';
import { Icon } from './icon';
import type { MenuProps } from './menu';

/** The menu itself, open from the start: it is loaded when one is first wanted. */
export default function OpenMenu({ label, actions, children, kind, align = 'end' }: MenuProps) {
  const { language } = usePanel().translator;
  const service = useMachine(menu.machine, {
    id: useId(),
    dir: LANGUAGES[language].direction,
    'aria-label': label,
    defaultOpen: true,
    positioning: { placement: `bottom-${align}`, gutter: 4 },
    onSelect: ({ value }) => actions.find(({ id }) => id === value)?.run(),
  });
  const api = menu.connect(service, normalizeProps);
  return (
    <>
      <button class={kind} title={label} aria-label={label} {...api.getTriggerProps()}>
        {children}
      </button>
      {createPortal(
        <div class="menu-positioner" {...api.getPositionerProps()}>
          <div class="menu" {...api.getContentProps()}>
            {actions.map(({ id, label, icon, chosen }) => (
              <div key={id} class="menu-item" aria-current={chosen} {...api.getItemProps({ value: id })}>
                {icon && <Icon name={icon} />}
                <span class="menu-text">{label}</span>
                {chosen && <Icon name="check" />}
              </div>
            ))}
          </div>
        </div>,
        document.getElementById('content') ?? document.body,
      )}
    </>
  );
}
