import { type WorkBudget, WorkSpent } from '../budget/work-budget.js';
import type { RememberedValues } from '../echoes/remembered-values.js';
import { NO_PATH_SECRETS } from '../text/path-secrets.js';
import { FILTERED, TRUNCATED_KEY, truncatedEntries } from '../values/markers.js';
import type { Walk } from '../values/walk.js';
import type { HeaderRule, HeaderRules } from './header-rules.js';
import { elementOf, MaskedHeaders } from './masked-headers.js';

/** Masks headers by the rules for their names. */
export class HeaderMask {
  constructor(
    private readonly walk: Walk,
    private readonly remembered: RememberedValues,
    private readonly headerRules: HeaderRules,
    private readonly work: WorkBudget,
  ) {}

  /** Never throws. What is beyond the work budget is marked. */
  masked(headers: Record<string, unknown>): MaskedHeaders {
    const masked = new MaskedHeaders();
    let names: string[] = [];
    let index = 0;
    try {
      names = Object.keys(headers);
      this.work.grant(sizeOf(headers, names));
      for (; index < names.length; index++) {
        const name = names[index]!;
        const value: unknown = headers[name];
        if (value !== undefined) this.header(masked, name, value);
      }
    } catch (error) {
      if (error !== WorkSpent.instance) return new MaskedHeaders();
      const rest = truncatedEntries(names.length - index);
      masked.add(TRUNCATED_KEY, rest, elementOf(TRUNCATED_KEY, rest));
    }
    return masked;
  }

  private header(headers: MaskedHeaders, name: string, value: unknown): void {
    const rule = this.headerRules.of(name, this.work);
    if (rule.action === 'keep') {
      this.keptHeader(headers, rule, value);
    } else if (rule.action === 'mask') {
      if (rule.holdsCookies) this.rememberCookies(value);
      else this.remembered.add(value);
      headers.add(rule.written, FILTERED, rule.filtered);
    }
  }

  private keptHeader(headers: MaskedHeaders, rule: HeaderRule, value: unknown): void {
    if (typeof value !== 'string') {
      headers.add(rule.written, this.walk.copy(rule.holdsUrl ? this.urls(value) : value));
      return;
    }
    const harmless = rule.harmless.get(value);
    if (harmless) {
      headers.add(rule.written, value, harmless);
      return;
    }
    const masked = this.walk.copy(rule.holdsUrl ? this.walk.url(value, NO_PATH_SECRETS) : value) as string;
    const element = elementOf(rule.written, masked);
    if (masked === value) this.headerRules.rememberHarmless(rule, value, element);
    headers.add(rule.written, masked, element);
  }

  private rememberCookies(value: unknown): void {
    for (const header of Array.isArray(value) ? value : [value])
      if (typeof header === 'string') this.remembered.addCookies(header);
  }

  private urls(value: unknown): unknown {
    return Array.isArray(value)
      ? value.map((url) => (typeof url === 'string' ? this.walk.url(url, NO_PATH_SECRETS) : url))
      : value;
  }
}

function sizeOf(headers: Record<string, unknown>, names: readonly string[]): number {
  let size = 0;
  for (const name of names) {
    const value = headers[name];
    size += name.length + (typeof value === 'string' ? value.length : 0);
  }
  return size;
}
