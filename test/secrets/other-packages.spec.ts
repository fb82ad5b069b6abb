import { describe, expect, it } from 'vitest';
import { namesSecret } from '../../libs/activity-tracker/src/masking/keys/sensitive-keys.js';
import { HARMLESS, SECRETS } from '../../libs/activity-tracker/src/masking/keys/key-corpus.fixture.js';

/** Default masking rules of other packages for body keys, as read in their sources in 2026. */
const RULES: Record<string, (key: string) => boolean> = {
  'nestjs-activity-tracker': namesSecret,
  'drf-user-activity-tracker-mongodb': (key) => ['password', 'access', 'refresh'].includes(key),
  'drf-api-logger': (key) => ['password', 'token', 'access', 'refresh'].includes(key),
  'moesif-nodejs': (key) => key.toLowerCase().includes('password'),
  apitally: (key) => /password|pwd|token|secret|auth|card[-_ ]?number|ccv|ssn/i.test(key),
};

const secrets = Object.values(SECRETS).flat();
const harmless = Object.values(HARMLESS).flat();

describe('the same names, judged by five packages', () => {
  it('the corpus has more than 300 names of secrets and 120 near misses, each once', () => {
    expect(new Set(secrets).size).toBe(secrets.length);
    expect(new Set(harmless).size).toBe(harmless.length);
    expect(secrets.length).toBeGreaterThanOrEqual(300);
    expect(harmless.length).toBeGreaterThanOrEqual(120);
  });

  /** The table in docs/security.md. */
  it.each([
    ['nestjs-activity-tracker', 0, 0],
    ['apitally', 185, 33],
    ['moesif-nodejs', 272, 5],
    ['drf-api-logger', 335, 0],
    ['drf-user-activity-tracker-mongodb', 336, 0],
  ])('%s misses %i secrets and masks %i harmless names', (name, missed, masked) => {
    const rule = RULES[name]!;
    expect(secrets.filter((key) => !rule(key))).toHaveLength(missed);
    expect(harmless.filter((key) => rule(key))).toHaveLength(masked);
  });
});
