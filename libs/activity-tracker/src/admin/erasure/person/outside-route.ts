const AUTHORITY = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i;
const PARAMETER = /^:\w+$/;
const LITERAL = /^[^:*(){}?+\\[\]]*$/;

/**
 * Changes what a URL holds outside of the path that its route spells out: `/orders/` of `/orders/:id`, and a prefix, are names in
 * the application's code and describe no user.
 */
export function outsideRoute(url: string, route: string | null | undefined, change: (text: string) => string): string {
  const [authority = ''] = AUTHORITY.exec(url) ?? [];
  const [path = ''] = /^[^?#]*/.exec(url.slice(authority.length)) ?? [];
  const segments = path.split('/');
  const spelledOut = spelledOutIn(segments, route ?? '');
  if (spelledOut.size === 0) return change(url);
  const written: string[] = [];
  let others: string[] = [];
  const flush = (): void => {
    if (others.length > 0) written.push(change(others.join('/')));
    others = [];
  };
  for (const [index, segment] of segments.entries()) {
    if (!spelledOut.has(index)) others.push(segment);
    else {
      flush();
      written.push(segment);
    }
  }
  flush();
  const rest = url.slice(authority.length + path.length);
  return change(authority) + written.join('/') + change(rest);
}

/** Indexes of segments. Aligned at the end, because only the path has the prefix; with a wildcard, at the literal beginning. */
function spelledOutIn(segments: readonly string[], route: string): Set<number> {
  const template = route.split('/').filter((segment) => segment !== '');
  const length = segments.findLastIndex((segment) => segment !== '') + 1;
  const isSimple = template.every((segment) => LITERAL.test(segment) || PARAMETER.test(segment));
  const known = isSimple ? template : template.slice(0, literalsOf(template));
  const offset = isSimple ? length - known.length : startOf(known, segments);
  const isHere =
    offset >= 0 && known.every((part, index) => PARAMETER.test(part) || isSame(part, segments[offset + index]));
  if (!isHere || known.length === 0) return new Set();
  const literals = known.flatMap((part, index) => (PARAMETER.test(part) ? [] : [offset + index]));
  return new Set([...segments.slice(0, offset).keys(), ...literals]);
}

function literalsOf(template: readonly string[]): number {
  const first = template.findIndex((segment) => !LITERAL.test(segment));
  return first < 0 ? template.length : first;
}

function startOf(known: readonly string[], segments: readonly string[]): number {
  return segments.findIndex((_, start) => known.every((part, index) => isSame(part, segments[start + index])));
}

/** Platforms may match routes in any case. */
const isSame = (part: string, segment: string | undefined): boolean => part.toLowerCase() === segment?.toLowerCase();
