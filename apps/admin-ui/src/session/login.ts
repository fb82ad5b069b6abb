import { ApiError } from '../api/client';
import type { LoginField, PanelConfig } from '../api/types';

export type Login = NonNullable<PanelConfig['login']>;

export function fieldsOf({ fields }: Login): Required<LoginField>[] {
  return fields.map((field) => {
    const { name, label = name, type } = typeof field === 'string' ? ({ name: field } as LoginField) : field;
    return { name, label, type: type ?? (/pass|secret|pin/i.test(name) ? 'password' : 'text') };
  });
}

/** An access token from the host's own sign-in route. @throws ApiError; status 200 where there was no token in the answer */
export async function logIn({ url, tokenPath }: Login, values: Record<string, string>): Promise<string> {
  let response: Response;
  try {
    response = await fetch(new URL(url, document.baseURI), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(values),
      cache: 'no-store',
      credentials: 'same-origin',
    });
  } catch (error) {
    throw new ApiError(0, (error as Error).message);
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw new ApiError(response.status, response.statusText);
  const token = tokenPath
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
      body,
    );
  if (typeof token !== 'string' || token === '') throw new ApiError(response.status, 'no token');
  return token;
}
