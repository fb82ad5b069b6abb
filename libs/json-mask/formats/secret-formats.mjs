// The forms of secrets, once: `npm run build:assembly` writes from them the TypeScript and the AssemblyScript that look for them.

/**
 * Formats of tokens that vendors made recognizable: a literal beginning, then a regular expression for the rest. Bound every
 * repetition: matching must take time in proportion to the length of the text.
 *
 * @type {readonly { vendor: string, prefixes: readonly string[], rest: string }[]}
 */
export const TOKEN_FORMATS = [
  { vendor: 'AWS', prefixes: ['AKIA', 'ASIA'], rest: '[A-Z0-9]{16}' },
  { vendor: 'GitHub', prefixes: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], rest: '[A-Za-z0-9]{36,255}' },
  { vendor: 'GitHub, fine-grained', prefixes: ['github_pat_'], rest: '[A-Za-z0-9_]{22,255}' },
  { vendor: 'GitLab', prefixes: ['glpat-'], rest: '[A-Za-z0-9_-]{20,64}' },
  { vendor: 'npm', prefixes: ['npm_'], rest: '[A-Za-z0-9]{36}' },
  {
    vendor: 'Slack',
    prefixes: ['xoxa-', 'xoxb-', 'xoxe-', 'xoxo-', 'xoxp-', 'xoxr-', 'xoxs-'],
    rest: '[A-Za-z0-9-]{10,255}',
  },
  { vendor: 'Stripe', prefixes: ['rk_', 'sk_'], rest: '(?:live|test)_[A-Za-z0-9]{10,255}' },
  { vendor: 'Stripe and Standard Webhooks, signing', prefixes: ['whsec_'], rest: '[A-Za-z0-9+/=]{24,255}' },
  { vendor: 'Shopify', prefixes: ['shpat_', 'shpca_', 'shppa_', 'shpss_'], rest: '[A-Fa-f0-9]{32}' },
  { vendor: 'DigitalOcean', prefixes: ['dop_v1_', 'doo_v1_', 'dor_v1_'], rest: '[a-f0-9]{64}' },
  { vendor: 'Hugging Face', prefixes: ['hf_'], rest: '[A-Za-z0-9]{34,64}' },
  { vendor: 'OpenAI, Anthropic', prefixes: ['sk-'], rest: '[A-Za-z0-9_-]{20,255}' },
  { vendor: 'Google', prefixes: ['AIza'], rest: '[A-Za-z0-9_-]{35}' },
  { vendor: 'SendGrid', prefixes: ['SG.'], rest: String.raw`[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}` },
];

/**
 * What other secrets begin with; functions in `masking/values/secret-values.ts` read them. `kind` is a name in `SUSPECT`.
 *
 * @type {readonly { kind: string, literals: readonly string[], ignoresCase?: boolean }[]}
 */
export const OTHER_FORMS = [
  { kind: 'complaint', literals: [' is not valid JSON'] },
  { kind: 'token', literals: ['eyJ'] },
  { kind: 'scheme', literals: ['bearer', 'basic'], ignoresCase: true },
  { kind: 'privateKey', literals: ['-----BEGIN'] },
];
