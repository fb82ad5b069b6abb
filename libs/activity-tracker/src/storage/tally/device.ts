/** The first match names the client; clients that imitate others come first. */
const CLIENTS: readonly [RegExp, string][] = [
  [/bot\b|crawl|spider|slurp/i, 'Bot'],
  [/EdgA?(?:iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/YaBrowser\//, 'Yandex Browser'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Version\/.*Safari\//, 'Safari'],
  [/PostmanRuntime\//, 'Postman'],
  [/^curl\//, 'curl'],
  [/okhttp\//i, 'OkHttp'],
  [/CFNetwork\//, 'CFNetwork'],
  [/^Dart\//, 'Dart'],
  [/python-requests\/|aiohttp\/|Python-urllib|python-httpx\//i, 'Python'],
  [/axios\/|node-fetch|undici|^node\b/i, 'Node.js'],
  [/Go-http-client\//, 'Go'],
  [/^Java\/|Apache-HttpClient\//, 'Java'],
];

const SYSTEMS: readonly [RegExp, string][] = [
  [/iPhone|iPad|iPod/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh|Darwin\//, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux|X11/, 'Linux'],
];

/** Client and system, such as `Firefox on Windows`; `null` without a user agent. */
export function deviceOf(userAgent: unknown): string | null {
  if (typeof userAgent !== 'string' || userAgent === '') return null;
  const named = (table: readonly [RegExp, string][]) => table.find(([pattern]) => pattern.test(userAgent))?.[1];
  const system = named(SYSTEMS);
  return `${named(CLIENTS) ?? 'Other'}${system ? ` on ${system}` : ''}`;
}
