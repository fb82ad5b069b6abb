import type { AdminOptions } from '../admin.options.js';

/** Settings that the page needs before sign-in; no recorded data. */
export interface PanelConfig {
  title: string | null;
  logo: string | null;
  colors: Record<string, string>;
  environment: { label: string; color?: string } | null;
  login: AdminOptions['login'] | null;
  loginUrl: string | null;
  logoutUrl: string | null;
  /** The host identifies users by a cookie, so the panel asks for no token. */
  cookie: boolean;
  apiBase: string;
}

export function panelConfigOf(options: AdminOptions, cookie: boolean): PanelConfig {
  const { title, logo, colors, environment, login, loginUrl, logoutUrl } = options;
  return {
    title: title ?? null,
    logo: logo ?? null,
    colors,
    environment: environment ?? null,
    login: login ?? null,
    loginUrl: loginUrl ?? null,
    logoutUrl: logoutUrl ?? null,
    cookie,
    apiBase: './api',
  };
}
