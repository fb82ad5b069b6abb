import type { KeyRules } from './key-rules.js';
import { maskKeyValues } from './key-value-text.js';
import type { RememberedValues } from './remembered-values.js';
import { maskSecretValues } from './secret-values.js';
import { maskUrl, type UrlContext } from './url.js';

/** Text without any of these holds nothing that could be told to be a secret. */
const SUSPICIOUS =
  /[:=]|eyJ|bearer|basic|-----BEGIN|A[KS]IA|AIza|gh[pousr]_|github_pat_|glpat-|npm_|xox|[rs]k[_-]|SG\.|\d(?:[ -]?\d){12}/i;
const SHORTEST = 5;
const WHOLE_URL = /^(?:[a-z][a-z0-9+.-]{0,30}:\/\/|\/[^/\s])\S*$/i;

/** Masks strings by what is in them. */
export class TextMask implements UrlContext {
  constructor(
    readonly rules: KeyRules,
    readonly remembered: RememberedValues,
    readonly maskEmbedded: (text: string) => string,
  ) {}

  isSuspicious(text: string): boolean {
    return text.length >= SHORTEST && SUSPICIOUS.test(text);
  }

  mask(text: string): string {
    if (!this.isSuspicious(text)) return text;
    return maskKeyValues(maskSecretValues(text, this.onSecret), this);
  }

  isUrl(text: string): boolean {
    return (text.includes('?') || text.includes('#')) && WHOLE_URL.test(text);
  }

  url(url: string, pathSecrets?: readonly string[]): string {
    return maskUrl(url, this, pathSecrets);
  }

  isSensitive(key: string): boolean {
    return this.rules.actionOf(key) !== 'keep';
  }

  readonly onSecret = (secret: string): void => {
    this.remembered.addText(secret);
  };
}
