/** Codes that ISO 3166 reserves for private use, or that name no country. */
const NO_COUNTRY = new Set(['EU', 'UN', 'EZ', 'ZZ', 'XA', 'XB']);

let regionNames: Intl.DisplayNames | undefined;
let codesByName: ReadonlyMap<string, string> | undefined;

/** Created on first use, because it takes up to ten milliseconds. */
function nameOf(code: string): string | undefined {
  regionNames ??= new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  return regionNames.of(code);
}

/** The English name, as records contain it, for an ISO code or a name in any case; other text is returned unchanged. */
export function countryName(text: string): string {
  if (/^[a-z]{2}$/i.test(text)) return nameOf(text.toUpperCase()) ?? text;
  const code = codes().get(text.toLowerCase());
  return (code && nameOf(code)) ?? text;
}

export function countryCode(name: string): string | undefined {
  return codes().get(name.toLowerCase());
}

function codes(): ReadonlyMap<string, string> {
  return (codesByName ??= new Map(allCodes().map((code) => [nameOf(code)!.toLowerCase(), code])));
}

function allCodes(): string[] {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  return letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => !NO_COUNTRY.has(code) && isCurrent(code) && nameOf(code) !== undefined);
}

/** Codes of former countries are aliases: DD is DE. */
const isCurrent = (code: string): boolean => Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`;
