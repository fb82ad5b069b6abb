import type { AdminOptions } from '../admin.options.js';

/** Settings that the page needs before anyone has signed in. Nothing of the log. */
export interface PanelConfig {
  title: string | null;
  logo: string | null;
  colors: Record<string, string>;
  environment: { label: string; color?: string } | null;
  login: AdminOptions['login'] | null;
  /** The host knows its users by a cookie, so that no token is asked for. */
  cookie: boolean;
  apiBase: string;
}

/** @param cookie whether the host knows its users by a cookie */
export function panelConfigOf({ title, logo, colors, environment, login }: AdminOptions, cookie: boolean): PanelConfig {
  return {
    title: title ?? null,
    logo: logo ?? null,
    colors,
    environment: environment ?? null,
    login: login ?? null,
    cookie,
    apiBase: './api',
  };
}
