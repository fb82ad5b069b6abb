import { QueryClient } from '@tanstack/preact-query';
import { ApiError, Client } from '../api/client';
import type { PanelConfig, Settings } from '../api/panel-types';
import { forgetQuestions } from '../views/recent';
import { Names } from './names';
import { OtherTabs } from './other-tabs';

export type Phase = 'starting' | 'signed-out' | 'signed-in' | 'expired' | 'forbidden' | 'unreachable';

export interface SessionState {
  phase: Phase;
  settings: Settings;
  config: PanelConfig;
  /** Why the start failed, or why the sign-in is forbidden. */
  problem?: ApiError | undefined;
}

const KEPT = 'activity-tracker.token';
const RETRY_AWAY_MS = 5_000;

export class Session {
  private token: string | undefined;
  /** Whether the reader wants the token kept, in this tab and in others. */
  private isKept = false;
  /** Number of sign-outs: an answer to a question from before is of no use. */
  private ends = 0;
  private readonly others = new OtherTabs({
    token: () => (this.isKept && this.state.phase === 'signed-in' ? this.token : undefined),
    onToken: (token) => {
      if (this.isKept && this.state.phase === 'expired') void this.signIn(token, true).catch(() => {});
    },
    onSignedOut: () => {
      if (this.isKept || this.state.config.cookie) this.end();
    },
  });
  private state: SessionState = { phase: 'starting', settings: {}, config: {} };
  private readonly listeners = new Set<() => void>();
  private again: ReturnType<typeof setTimeout> | undefined;

  readonly client: Client;
  readonly names: Names;
  readonly queries: QueryClient;

  constructor(config: PanelConfig) {
    this.state.config = config;
    this.client = new Client({
      apiBase: config.apiBase ?? './api',
      token: () => this.token,
      onUnauthorized: (token) => this.expire(token),
      onAnswer: (answer) => this.names.learn(answer),
    });
    this.names = new Names(this.client);
    this.queries = new QueryClient({
      defaultOptions: {
        queries: {
          staleTime: 15_000,
          refetchOnWindowFocus: false,
          retry: (failures, error) =>
            failures < 2 && error instanceof ApiError && (error.status === 0 || error.status === 429),
          retryDelay: (failures, error) => ((error as ApiError).retryAfter ?? 2 ** failures) * 1_000,
          // Retries a request while the service is away.
          refetchInterval: ({ state }) => (isAway(state.error) ? RETRY_AWAY_MS : false),
        },
      },
    });
  }

  get current(): SessionState {
    return this.state;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  async start(): Promise<void> {
    this.token = read(KEPT) ?? (this.state.config.cookie ? undefined : await this.others.ask());
    if (this.token) this.keep(this.token);
    if (this.token || this.state.config.cookie) await this.enter();
    else this.set({ phase: 'signed-out' });
  }

  /** @throws ApiError where the token is not accepted */
  async signIn(token: string, keep: boolean): Promise<void> {
    const before = this.token;
    const given = token.trim().replace(/^Bearer\s+/i, '');
    this.token = given;
    try {
      const settings = await this.client.get<Settings>('settings');
      // Another tab may have signed out meanwhile.
      this.token = given;
      this.isKept = keep;
      if (keep) this.keep(given);
      // Tabs whose session ended with the old token go on.
      if (keep && this.state.phase === 'expired') this.others.offer(given);
      this.goOn(settings);
    } catch (error) {
      const problem = error as ApiError;
      if (problem.status === 403) this.set({ phase: 'forbidden', problem });
      else this.token = before;
      throw error;
    }
  }

  /** Leads to the application's own sign-out where it has one: only it can end a session by cookie. */
  signOut(): void {
    const { cookie, logoutUrl } = this.state.config;
    if (this.isKept || cookie) this.others.signedOut();
    this.end();
    if (logoutUrl) location.assign(new URL(logoutUrl, document.baseURI));
  }

  /** Goes on where the application's session is there again. */
  resume = async (): Promise<void> => {
    const settings = await this.client.get<Settings>('settings').catch(() => undefined);
    if (settings) this.goOn(settings);
  };

  retry = (): void => void this.enter();

  private goOn(settings: Settings): void {
    // Another user must not see the data of the previous one.
    const isOther = String(settings.user?.user_id) !== String(this.state.settings.user?.user_id);
    if (isOther) this.forget();
    this.set({ phase: 'signed-in', settings, problem: undefined });
    void (isOther ? this.queries.resetQueries() : this.queries.invalidateQueries());
  }

  private forget(): void {
    this.names.clear();
    forgetQuestions();
  }

  private end(): void {
    clearTimeout(this.again);
    this.ends++;
    this.token = undefined;
    this.isKept = false;
    write(KEPT, undefined);
    this.queries.clear();
    this.forget();
    this.set({ phase: 'signed-out', settings: {} });
  }

  private keep(token: string): void {
    this.isKept = true;
    write(KEPT, token);
  }

  private async enter(): Promise<void> {
    clearTimeout(this.again);
    const { ends } = this;
    try {
      const settings = await this.client.get<Settings>('settings');
      if (ends === this.ends) this.set({ phase: 'signed-in', settings, problem: undefined });
    } catch (error) {
      if (ends !== this.ends) return;
      const problem = error as ApiError;
      if (problem.status === 401) this.end();
      else if (problem.status === 403) this.set({ phase: 'forbidden', problem });
      else {
        this.set({ phase: 'unreachable', problem });
        this.again = setTimeout(this.retry, RETRY_AWAY_MS);
      }
    }
  }

  private expire(token: string | undefined): void {
    if (this.state.phase !== 'signed-in' || token !== this.token) return;
    write(KEPT, undefined);
    this.set({ phase: 'expired' });
  }

  private set(change: Partial<SessionState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}

const isAway = (error: unknown): boolean => error instanceof ApiError && (error.status === 503 || error.status === 0);

function read(key: string): string | undefined {
  try {
    return sessionStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

function write(key: string, value: string | undefined): void {
  try {
    if (value === undefined) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    // Storage can be forbidden: then the token lives in memory.
  }
}
