import type { ComponentProps } from 'preact';
import { Icon, type IconName } from './icon';
import * as buttons from './button.module.css';

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'icon' | 'label' | 'size'> {
  icon: IconName;
  label: string;
  size?: number;
  /** Do the same; its hint says so. */
  keys?: string | undefined;
}

export function IconButton({ icon, label, size = 16, keys, ...button }: IconButtonProps) {
  return (
    <button
      type="button"
      class={buttons.icon}
      aria-label={label}
      title={keys === undefined ? label : `${label} ${keys}`}
      {...button}
    >
      <Icon name={icon} size={size} />
    </button>
  );
}
