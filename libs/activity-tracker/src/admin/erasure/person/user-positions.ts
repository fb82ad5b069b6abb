import { escapeForRegExp } from '../../../common/escape-for-regexp.js';
import type { Path } from './replace-in.js';

const DONE_BY = '(?:created|updated|modified|changed|deleted|approved|assigned|submitted|uploaded|sent|invited)_by';
const USER = new RegExp(`^(?:(?:.+_)?users?|${DONE_BY})$`);
const USER_ID = new RegExp(`^(?:(?:.+_)?user_?ids?|uid|sub|${DONE_BY}(?:_id)?)$`);
const ID = /^(?:id|_id|pk)$/;
const WRAPPER = /^(?:results|items|data|rows|records|users?)$/;
const USERS_ROUTE = /\/users?(?:\/:\w+)?\/?$/i;
const USER_PARAMETER = /^:(?:user_?id|uid)$/i;
const ID_PARAMETER = /^:(?:id|pk)$/i;
const USERS_SEGMENT = /^users?$/i;

/** `createdBy` and `Created-By` become `created_by`. */
const spelled = (key: string): string =>
  key
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1_$2')
    .replace(/[-. ]/g, '_')
    .toLowerCase();

/** Whether the place holds a user id: `user_id`, `author.user`, `user.id`; in a list of users also `id`. */
export function isUserPosition(path: Path, route: string | null | undefined): boolean {
  const key = spelled(path.at(-1) ?? '');
  if (USER_ID.test(key) || USER.test(key)) return true;
  if (!ID.test(key)) return false;
  const parent = spelled(path.at(-2) ?? '');
  if (USER.test(parent)) return true;
  const [field, ...within] = path.slice(0, -1);
  const isBody = field === 'body' || field === 'response';
  return isBody && USERS_ROUTE.test(route ?? '') && within.every((name) => WRAPPER.test(spelled(name)));
}

/** Replaces the path segments that the route template marks as this user: `:userId`, and `:id` after `users`. */
export function replaceSegments(
  url: string,
  route: string | null | undefined,
  id: string,
  replacement: string,
): string {
  if (!route?.includes(':')) return url;
  const [path = ''] = /^[^?#]*/.exec(url) ?? [];
  const segments = path.split('/');
  const template = route.split('/');
  // Aligned at the end, because only one of them has the prefix.
  const offset = segments.length - template.length;
  template.forEach((parameter, index) => {
    const isUser =
      USER_PARAMETER.test(parameter) || (ID_PARAMETER.test(parameter) && USERS_SEGMENT.test(template[index - 1] ?? ''));
    if (isUser && decoded(segments[index + offset]) === id) segments[index + offset] = replacement;
  });
  return segments.join('/') + url.slice(path.length);
}

/** Whether the object that a request was about is this user. */
export function isUserResource(resource: unknown, userId: string): boolean {
  const { type, id } = (resource ?? {}) as { type?: unknown; id?: unknown };
  return typeof type === 'string' && USERS_SEGMENT.test(type) && id === userId;
}

/** Finds a user id by the text before it: `/users/7`, `user_id=7`, `"userId": 7`, `user:7`. */
export function userIdPattern(id: string): RegExp {
  const names = String.raw`(?<![\p{L}\p{N}])(?:\w*[_-])?(?:user(?:[_-]?id)?|uid|sub)`;
  const before = String.raw`(?:\/users?\/|${names}\\?["']?\s{0,3}(?:[:=]|%3a|%3d)\s{0,3}(?:\\?["']|%22)?)`;
  const word = escapeForRegExp(id);
  return new RegExp(String.raw`(?<=${before})${word}(?![\p{L}\p{N}_])(?![.-][\p{L}\p{N}])`, 'giu');
}

function decoded(segment: string | undefined): string | undefined {
  try {
    return segment === undefined ? undefined : decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
