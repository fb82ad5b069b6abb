let codes: Map<string, string> | undefined;

function codesByName(): Map<string, string> {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const found = new Map<string, string>();
  for (let first = 65; first <= 90; first++) {
    for (let second = 65; second <= 90; second++) {
      const code = String.fromCharCode(first, second);
      // A code that was given up, such as that of East Germany, stands for the one that took its place.
      if (Intl.getCanonicalLocales(`und-${code}`)[0] !== `und-${code}`) continue;
      const name = names.of(code);
      if (name && !found.has(name)) found.set(name, code);
    }
  }
  return found;
}

/** Two letters; `undefined` for a name that is no country's. */
export const countryCode = (name: string): string | undefined => (codes ??= codesByName()).get(name);

export function countryIn(language: string, name: string): string {
  const code = countryCode(name);
  return code ? (new Intl.DisplayNames(language, { type: 'region' }).of(code) ?? name) : name;
}
