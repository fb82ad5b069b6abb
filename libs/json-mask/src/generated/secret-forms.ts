// Generated from libs/json-mask/formats by `npm run build:assembly`: do not edit.

/** Each form of a secret holds one of these characters, at its `trigger`. */
export const TRIGGERS = '-BGIJ_b';

/** A text without any of these literals holds no secret of their kind. */
export const SECRET_FORMS = [
  { kind: 'complaint', literal: ' is not valid JSON', ignoresCase: false, trigger: 14 },
  { kind: 'token', literal: 'eyJ', ignoresCase: false, trigger: 2 },
  { kind: 'scheme', literal: 'bearer', ignoresCase: true, trigger: 0 },
  { kind: 'scheme', literal: 'basic', ignoresCase: true, trigger: 0 },
  { kind: 'privateKey', literal: '-----BEGIN', ignoresCase: false, trigger: 7 },
  { kind: 'issued', literal: 'AKIA', ignoresCase: false, trigger: 2 },
  { kind: 'issued', literal: 'ASIA', ignoresCase: false, trigger: 2 },
  { kind: 'issued', literal: 'ghp_', ignoresCase: false, trigger: 3 },
  { kind: 'issued', literal: 'gho_', ignoresCase: false, trigger: 3 },
  { kind: 'issued', literal: 'ghu_', ignoresCase: false, trigger: 3 },
  { kind: 'issued', literal: 'ghs_', ignoresCase: false, trigger: 3 },
  { kind: 'issued', literal: 'ghr_', ignoresCase: false, trigger: 3 },
  { kind: 'issued', literal: 'github_pat_', ignoresCase: false, trigger: 10 },
  { kind: 'issued', literal: 'glpat-', ignoresCase: false, trigger: 5 },
  { kind: 'issued', literal: 'npm_', ignoresCase: false, trigger: 3 },
  { kind: 'issued', literal: 'xoxa-', ignoresCase: false, trigger: 4 },
  { kind: 'issued', literal: 'xoxb-', ignoresCase: false, trigger: 3 },
  { kind: 'issued', literal: 'xoxe-', ignoresCase: false, trigger: 4 },
  { kind: 'issued', literal: 'xoxo-', ignoresCase: false, trigger: 4 },
  { kind: 'issued', literal: 'xoxp-', ignoresCase: false, trigger: 4 },
  { kind: 'issued', literal: 'xoxr-', ignoresCase: false, trigger: 4 },
  { kind: 'issued', literal: 'xoxs-', ignoresCase: false, trigger: 4 },
  { kind: 'issued', literal: 'rk_', ignoresCase: false, trigger: 2 },
  { kind: 'issued', literal: 'sk_', ignoresCase: false, trigger: 2 },
  { kind: 'issued', literal: 'whsec_', ignoresCase: false, trigger: 5 },
  { kind: 'issued', literal: 'shpat_', ignoresCase: false, trigger: 5 },
  { kind: 'issued', literal: 'shpca_', ignoresCase: false, trigger: 5 },
  { kind: 'issued', literal: 'shppa_', ignoresCase: false, trigger: 5 },
  { kind: 'issued', literal: 'shpss_', ignoresCase: false, trigger: 5 },
  { kind: 'issued', literal: 'dop_v1_', ignoresCase: false, trigger: 6 },
  { kind: 'issued', literal: 'doo_v1_', ignoresCase: false, trigger: 6 },
  { kind: 'issued', literal: 'dor_v1_', ignoresCase: false, trigger: 6 },
  { kind: 'issued', literal: 'hf_', ignoresCase: false, trigger: 2 },
  { kind: 'issued', literal: 'sk-', ignoresCase: false, trigger: 2 },
  { kind: 'issued', literal: 'AIza', ignoresCase: false, trigger: 1 },
  { kind: 'issued', literal: 'SG.', ignoresCase: false, trigger: 1 },
] as const;

/** Regular expressions of the tokens of vendors. */
export const TOKEN_PATTERNS: readonly string[] = [
  // AWS
  'A[KS]IA[A-Z0-9]{16}',
  // GitHub
  'gh[pousr]_[A-Za-z0-9]{36,255}',
  // GitHub, fine-grained
  'github_pat_[A-Za-z0-9_]{22,255}',
  // GitLab
  'glpat-[A-Za-z0-9_-]{20,64}',
  // npm
  'npm_[A-Za-z0-9]{36}',
  // Slack
  'xox[abeoprs]-[A-Za-z0-9-]{10,255}',
  // Stripe
  '[rs]k_(?:live|test)_[A-Za-z0-9]{10,255}',
  // Stripe and Standard Webhooks, signing
  'whsec_[A-Za-z0-9+/=]{24,255}',
  // Shopify
  '(?:shpat_|shpca_|shppa_|shpss_)[A-Fa-f0-9]{32}',
  // DigitalOcean
  'do[por]_v1_[a-f0-9]{64}',
  // Hugging Face
  'hf_[A-Za-z0-9]{34,64}',
  // OpenAI, Anthropic
  'sk-[A-Za-z0-9_-]{20,255}',
  // Google
  'AIza[A-Za-z0-9_-]{35}',
  // SendGrid
  'SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}',
];
