import { ApiError } from '../api/client';
import type { LoginField, PanelConfig } from '../api/panel-types';
import type { MessageKey } from '../i18n/translate';

export type Login = NonNullable<PanelConfig['login']>;

const LABELS: Readonly<Record<string, MessageKey>> = {
  email: 'loginEmail',
  mail: 'loginEmail',
  emailaddress: 'loginEmail',
  password: 'loginPassword',
  pass: 'loginPassword',
  username: 'loginUsername',
  user: 'loginUsername',
  login: 'loginUsername',
  name: 'loginName',
  phone: 'loginPhone',
  phonenumber: 'loginPhone',
  code: 'loginCode',
  otp: 'loginCode',
};

/** What a field is called where the host does not say: in the reader's language if it is a usual one, else by its name. */
function labelOf(name: string, words: (key: MessageKey) => string): string {
  const plain = name.toLowerCase().replaceAll(/[^a-z]/g, '');
  if (Object.hasOwn(LABELS, plain)) return words(LABELS[plain]!);
  const spaced = name
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]+/g, ' ')
    .trim();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1).toLowerCase();
}

export function fieldsOf({ fields }: Login, words: (key: MessageKey) => string): Required<LoginField>[] {
  return fields.map((field) => {
    const {
      name,
      label = labelOf(name, words),
      type,
    } = typeof field === 'string' ? ({ name: field } as LoginField) : field;
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
