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

const OTHER = 'Other';
const BETWEEN = ' on ';

/** Client and system, such as `Firefox on Windows`; `null` without a user agent. */
export function deviceOf(userAgent: unknown): string | null {
  if (typeof userAgent !== 'string' || userAgent === '') return null;
  const named = (table: readonly [RegExp, string][]) => table.find(([pattern]) => pattern.test(userAgent))?.[1];
  const system = named(SYSTEMS);
  return `${named(CLIENTS) ?? OTHER}${system ? `${BETWEEN}${system}` : ''}`;
}

const CLIENT_NAMES = [...CLIENTS.map(([, name]) => name), OTHER];
const SYSTEM_NAMES = SYSTEMS.map(([, name]) => name);
export const DEVICE_PARTS: readonly string[] = [...CLIENT_NAMES, ...SYSTEM_NAMES];

/** A client, a system or both, in any case, as {@link deviceOf} writes it; `undefined` for another text. */
export function deviceNamed(text: string): string | undefined {
  const parts = text.toLowerCase().split(BETWEEN);
  const find = (names: readonly string[], part = '') => names.find((name) => name.toLowerCase() === part);
  if (parts.length === 1) return find(DEVICE_PARTS, parts[0]);
  const [client, system] = [find(CLIENT_NAMES, parts[0]), find(SYSTEM_NAMES, parts[1])];
  return parts.length === 2 && client && system ? `${client}${BETWEEN}${system}` : undefined;
}

/** The patterns of one client or system: one of `is` matches, and none of `isNot`. */
export interface DevicePatterns {
  readonly is: readonly RegExp[];
  readonly isNot: readonly RegExp[];
}

/** @param device a name from {@link deviceNamed} */
export function devicePatterns(device: string): DevicePatterns[] {
  return device.split(BETWEEN).map((part) => {
    const table = SYSTEM_NAMES.includes(part) ? SYSTEMS : CLIENTS;
    const place = table.findIndex(([, name]) => name === part);
    if (place < 0) return { is: [], isNot: table.map(([pattern]) => pattern) };
    return { is: [table[place]![0]], isNot: table.slice(0, place).map(([pattern]) => pattern) };
  });
}
