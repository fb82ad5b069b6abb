const MARKUP = [
  '<script>alert(1)</script>',
  '</script><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  "'><iframe srcdoc='<script>alert(1)</script>'>",
  '<a href="javascript:alert(1)">x</a>',
  '<math><mtext></mtext><style><img src=x onerror=alert(1)></style></math>',
  '<body onload=alert(1)>',
  '<input autofocus onfocus=alert(1)>',
  '<details open ontoggle=alert(1)>',
  '<template><script>alert(1)</script></template>',
  '<object data="data:text/html,<script>alert(1)</script>">',
  '<link rel=stylesheet href=https://evil.example/x.css>',
  '<meta http-equiv=refresh content="0;url=https://evil.example">',
  '<base href="https://evil.example/">',
  '<form id=config action=https://evil.example><input name=fetch>',
  '<!--<script>alert(1)//-->',
  '<![CDATA[<script>alert(1)</script>]]>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<xss style="animation-name:x" onanimationstart=alert(1)>',
];
const ADDRESSES = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  ' javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  '//evil.example/x',
  'https://evil.example/"onmouseover="alert(1)',
];
const TEMPLATES = [
  '{{constructor.constructor("alert(1)")()}}',
  '${alert(1)}',
  '#{7*7}',
  '<%= 7*7 %>',
  '{count} {user}',
  '%7B%7B7*7%7D%7D',
];
const NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'config',
  'fetch',
  'location',
  'document',
  'innerHTML',
  'app',
  'root',
  'records',
  'query',
];
const UNSEEN = [
  '\u202Egnp.exe',
  '\u2066inside\u2069',
  '\u200B\u200C\u200D',
  '\u001b[31mred\u001b[0m',
  '\u0000\u0007\b',
  'a\u2028b\u2029c',
  '\uFEFFbom',
  '\uD800lone',
  'a\u0301\u0301\u0301\u0301',
  '\u{E0041}\u{E007F}',
];
const FORMULAS = [
  '=HYPERLINK("https://evil.example","x")',
  '+1+cmd|calc',
  '-2+3',
  '@SUM(1)',
  "' OR 1=1 --",
  '../../etc/passwd',
  '%0d%0aSet-Cookie: x=1',
];
const WRAPPED: ((text: string) => string)[] = [
  (text) => `"${text}`,
  (text) => `'${text}`,
  (text) => `${text}\\`,
  (text) => `\`${text}`,
  (text) => text.replaceAll('<', '&lt;'),
  (text) => text.toUpperCase(),
];

/** Texts that do harm wherever text is taken for something else; no two are equal. */
export const HOSTILE: readonly string[] = [
  ...new Set([
    ...MARKUP,
    ...ADDRESSES,
    ...TEMPLATES,
    ...NAMES,
    ...UNSEEN,
    ...FORMULAS,
    ...WRAPPED.flatMap((wrap) => [...MARKUP, ...ADDRESSES].map(wrap)),
  ]),
];

/** Fields of a record with a text where other writers may have put it. */
export const inEveryText = (text: string) => ({
  user_id: text,
  url_name: text,
  namespace: text,
  route: text,
  url_path: text,
  api: text,
  country: text,
  outcome: text,
  trace_id: text,
  client_ip_address: text,
  event_name: text,
});
