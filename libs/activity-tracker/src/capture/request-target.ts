/** Converts a proxy's absolute form (`http://host/a?b`) to origin form (`/a?b`), RFC 9112 §3.2. */
export function originForm(target: string): string {
  if (target.startsWith('/') || target === '*') return target;
  const match = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*(.*)$/i.exec(target);
  if (!match) return target;
  return match[1]!.startsWith('/') ? match[1]! : `/${match[1]!}`;
}

export function pathOf(target: string): string {
  const query = target.indexOf('?');
  return query < 0 ? target : target.slice(0, query);
}
