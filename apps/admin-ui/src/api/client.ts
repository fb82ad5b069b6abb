import type { QueryProblem } from './panel-types';

/** An answer other than 2xx, or none at all (`status` 0). */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    message: string,
    /** Where the text of the query is wrong. */
    readonly query?: QueryProblem,
    /** Seconds. */
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

const PASSING = new Set([0, 401, 429, 503]);

/** Whether the same question may well be answered a little later, without anybody changing it. */
export const passes = (error: unknown): boolean => error instanceof ApiError && PASSING.has(error.status);

type Parameters = Record<string, string | number | boolean | null | undefined>;

export interface Access {
  /** Relative to the page. */
  apiBase: string;
  token(): string | undefined;
  /** Told of an answer 401, and of the token that it refuses. */
  onUnauthorized(token: string | undefined): void;
  /** Told of what `get` returns. */
  onAnswer(answer: unknown): void;
}

export class Client {
  constructor(private readonly access: Access) {}

  async get<T>(path: string, parameters: Parameters = {}, signal?: AbortSignal): Promise<T> {
    const response = await this.response(path, parameters, { signal: signal ?? null });
    const answer = (await response.json()) as T;
    this.access.onAnswer(answer);
    return answer;
  }

  async remove<T>(path: string, parameters: Parameters = {}): Promise<T> {
    return (await this.response(path, parameters, { method: 'DELETE' })).json() as Promise<T>;
  }

  async post<T>(path: string, parameters: Parameters = {}): Promise<T> {
    return (await this.response(path, parameters, { method: 'POST' })).json() as Promise<T>;
  }

  /** An answer that is read as it comes. */
  stream(path: string, parameters: Parameters, init: RequestInit): Promise<Response> {
    return this.response(path, parameters, init);
  }

  private async response(path: string, parameters: Parameters, init: RequestInit): Promise<Response> {
    const url = new URL(`${this.access.apiBase}/${path}`, document.baseURI);
    for (const [name, value] of Object.entries(parameters)) {
      if (value !== null && value !== undefined && value !== '') url.searchParams.set(name, String(value));
    }
    const headers = new Headers(init.headers);
    const token = this.access.token();
    if (token) headers.set('Authorization', `Bearer ${token}`);
    // Another site's page cannot send this header, which tells our requests with a cookie from forged ones.
    headers.set('X-Activity-Tracker', '1');
    let response: Response;
    try {
      response = await fetch(url, {
        ...init,
        headers,
        credentials: 'same-origin',
        cache: 'no-store',
        redirect: 'error',
      });
    } catch (error) {
      if ((error as Error).name === 'AbortError') throw error;
      throw new ApiError(0, (error as Error).message);
    }
    if (response.ok) return response;
    if (response.status === 401) this.access.onUnauthorized(token);
    throw await errorOf(response);
  }
}

async function errorOf(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  const message = [body['message']]
    .flat()
    .filter((part) => typeof part === 'string')
    .join(' ');
  const after = Number(response.headers.get('Retry-After'));
  return new ApiError(
    response.status,
    message || response.statusText,
    problemOf(body, message),
    after > 0 ? after : undefined,
  );
}

function problemOf(
  { position, length, code, values }: Record<string, unknown>,
  message: string,
): QueryProblem | undefined {
  if (typeof position !== 'number' || typeof length !== 'number') return undefined;
  // The place is shown, so that it need not be told.
  return {
    message: message.replace(/^q, at character \d+: /, ''),
    position,
    length,
    code: code as QueryProblem['code'],
    values: values as QueryProblem['values'],
  };
}

/** The `cursor` of a link to another page of a list. */
export function cursorOf(link: string | null | undefined): string | undefined {
  if (!link) return undefined;
  return new URL(link, 'http://localhost').searchParams.get('cursor') ?? undefined;
}
