/** Where in the panel one is: all of it stands after the # of the address, which no server and no proxy gets to see. */
export interface Place {
  path: string;
  params: Record<string, string>;
}

/** A parameter given as `undefined` or `null` is taken out. */
export type Patch = Record<string, string | null | undefined>;

export function parsePlace(hash: string): Place {
  const text = hash.replace(/^#/, '');
  const [path = '', ...rest] = text.split('?');
  return {
    path: path.startsWith('/') ? path : '/',
    // An object without a prototype: names come from whoever made the link.
    params: Object.assign(Object.create(null), Object.fromEntries(new URLSearchParams(rest.join('?')))),
  };
}

export function formatPlace({ path, params }: { path: string; params: Patch }): string {
  const search = new URLSearchParams();
  for (const name of Object.keys(params).sort()) {
    const value = params[name];
    if (value !== null && value !== undefined) search.set(name, value);
  }
  const text = search.toString();
  return `#${path}${text && `?${text}`}`;
}

/** One step of a path, whatever is in it; half of a character, which no address can hold, becomes a replacement character. */
export const step = (value: string | number): string =>
  encodeURIComponent(String(value).replaceAll(/\p{Surrogate}/gu, '\uFFFD'));
