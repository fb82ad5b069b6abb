import { EncodedDocument } from '../bson/encoded-part.js';
import type { KeyRules } from './keys/key-rules.js';
import { maskVariablesInPlace, mayHoldVariables, withMaskedVariables } from './text/graphql-variables.js';
import { TRUNCATED_WORK } from './values/markers.js';
import { HeaderMask } from './headers/header-mask.js';
import type { MaskedHeaders } from './headers/masked-headers.js';
import type { HeaderRules } from './headers/header-rules.js';
import { EchoMask, originOf } from './echoes/echo-mask.js';
import { RememberedValues } from './echoes/remembered-values.js';
import { decodeComponent } from './text/decode.js';
import { UnreadParts } from './echoes/unread-parts.js';
import { textsOf } from './echoes/unread-text.js';
import { eachSecretParameter, NO_PATH_SECRETS, type PathSecrets, secretSegments } from './text/path-secrets.js';
import type { WalkLimits } from './budget/budget.js';
import { MaskedBson, MaskedJson, MaskedText } from './values/masked-parts.js';
import { Walk } from './values/walk.js';
import { WorkBudget } from './budget/work-budget.js';

/**
 * Masks one exchange. Remembers masked values, so that {@link maskEchoes} finds them in the other parts. No method throws:
 * a value that cannot be masked is replaced by a marker.
 */
export class MaskingSession {
  private readonly walk: Walk;
  /** Work spent on the exchange. */
  readonly work = new WorkBudget();
  private readonly remembered = new RememberedValues(this.work);
  private readonly echoMask = new EchoMask(this.remembered, this.work);
  private readonly headerMask: HeaderMask;
  private readonly unread: UnreadParts;
  /** Text being masked; a second pass over it is granted less work. */
  private underWay: string | undefined;
  /** The text under way as it was sent, if not all of its secrets are remembered. */
  private sent: string | undefined;

  constructor(
    private readonly rules: KeyRules,
    limits: WalkLimits,
    headerRules: HeaderRules,
  ) {
    this.walk = new Walk(rules, this.remembered, limits, this.work);
    this.unread = new UnreadParts(this.walk, this.work, this.remembered);
    this.headerMask = new HeaderMask(this.walk, this.remembered, headerRules, this.work);
  }

  get faults(): number {
    return this.walk.faults;
  }

  forget(): void {
    this.remembered.clear();
    this.work.clear();
    this.rules.makeRoom();
    this.end();
  }

  /** From here on, parts come from the application, whose claims about secrets count more than the caller's. */
  hearApplication(): void {
    this.remembered.hearApplication();
    this.work.grantResponse();
  }

  /**
   * A masked, bounded, BSON-safe copy. `undefined` becomes null.
   *
   * @param isOurs plain data that we made
   * @param parts of the multipart body that was read for it
   */
  value(input: unknown, isOurs = false, parts = 0): unknown {
    this.work.grant(0);
    this.work.notePartsRead(parts);
    const copy = this.walk.copy(input, isOurs);
    this.unread.note(copy, () => (isOurs ? textsOf(input, this.work, isOurs) : this.unread.textsOfHost(input)));
    return copy;
  }

  /**
   * {@link value} of a body, with no more than so many bytes of text (UTF-8); whether something had to be left out for its size.
   * The longest texts are cut first. Variables of GraphQL requests are masked as by {@link maskGraphqlVariablesInPlace}.
   */
  bounded(input: unknown, room: number): { value: unknown; isCut: boolean } {
    this.work.grant(0);
    const shown = withMaskedVariables(input, this.rules, this.work);
    const areRemembered = this.rememberAll(shown.masked);
    const value = this.walk.copyInto(room, shown.body);
    if (!areRemembered || this.unread.hasSome) this.unread.keep(value, () => this.unread.textsOfHost(input));
    return { value, isCut: this.walk.isCut };
  }

  /** {@link value} for JSON, as text. `undefined` where it has to be {@link maskParsedInPlace}, or is no JSON. */
  json(text: string): MaskedText | undefined {
    this.grantFor(text);
    const masked = this.walk.json(text);
    if (masked !== undefined) this.finish(text);
    return masked === undefined ? undefined : new MaskedText(masked, text);
  }

  encodedJson(text: string): MaskedBson | undefined {
    this.grantFor(text);
    const bytes = this.walk.encodedJson(text);
    if (bytes) this.finish(text);
    return bytes && new MaskedBson(new EncodedDocument(bytes, isList(text)), text, this.work.worthOfPart);
  }

  /** {@link value} for the unshared result of parsing `text`: masked in place. */
  maskParsedInPlace(input: unknown, text: string): MaskedJson {
    const ownCounts = new Map<string, number>();
    this.remembered.countInto(ownCounts);
    this.grantFor(text);
    const value = this.walk.maskParsedInPlace(input);
    this.finish(text);
    this.remembered.countInto(undefined);
    return new MaskedJson(value, text, ownCounts, this.work.worthOfPart);
  }

  /**
   * Masks variables that a GraphQL request passes to secrets, in the value parsed from `text`; the application must not hold
   * it.
   *
   * @returns the text to mask, which shows none of them; `undefined` if only the value can be masked
   */
  maskGraphqlVariablesInPlace(parsed: () => unknown, text: string): string | undefined {
    if (!mayHoldVariables(text)) return text;
    this.grantFor(text);
    this.work.notePartParsed();
    const value = parsed();
    const secrets = maskVariablesInPlace(value, this.rules, this.work);
    if (secrets.length === 0) return text;
    if (!this.rememberAll(secrets)) this.sent = text;
    try {
      return (this.underWay = JSON.stringify(value));
    } catch {
      // `JSON.parse` nests deeper than `JSON.stringify` can.
      return undefined;
    }
  }

  /** False where the work does not last for all of them. */
  private rememberAll(secrets: readonly unknown[]): boolean {
    for (const secret of secrets) {
      if (this.work.isSpent) return false;
      this.remembered.add(secret);
    }
    return true;
  }

  /** The text under way is masked. */
  private finish(text: string): void {
    const { sent } = this;
    if (sent !== undefined || this.unread.hasSome) this.unread.keep(text, () => [sent ?? text]);
    this.end();
  }

  private end(): void {
    this.underWay = undefined;
    this.sent = undefined;
  }

  /**
   * The application's reading of a request of which only the beginning is masked: the rest may hold secrets too.
   *
   * @param part what was masked of it, as for {@link maskEchoes}
   */
  noteRest(read: unknown, part: unknown): void {
    this.unread.keep(originOf(part), () => this.unread.textsOfHost(read));
  }

  private grantFor(text: string): void {
    if (this.underWay === text) this.work.grantAgain(text.length);
    else {
      this.work.grant(text.length);
      this.end();
    }
    this.underWay = text;
  }

  /** Like {@link value}; headers that hold a URL are masked as one, and cookies are remembered singly. */
  headers(headers: Record<string, unknown>): MaskedHeaders {
    const masked = this.headerMask.masked(headers);
    this.unread.note(masked, () => textsOf(headers, this.work));
    return masked;
  }

  /**
   * Masks the values of sensitive query parameters, the password of `user:password@`, and the given values of path
   * parameters (see {@link pathSecrets}). All else stays byte for byte.
   */
  url(url: string, secrets: PathSecrets = NO_PATH_SECRETS): string {
    this.work.grant(url.length);
    const masked = this.walk.url(url, secrets);
    this.unread.note(undefined, () => [url, decodeComponent(url)]);
    const end = url.search(/[?#]/);
    if (masked !== TRUNCATED_WORK || end < 0) return masked;
    // Retry with the path alone: it matters more than the query.
    this.work.grant(end);
    return `${this.walk.url(url.slice(0, end), secrets)}?${TRUNCATED_WORK}`;
  }

  /**
   * Values of sensitive route parameters, such as `:token` in `/reset/:token`. Each is remembered.
   *
   * @param template of the route, which tells where each of them stands
   */
  pathSecrets(params: Record<string, unknown>, template?: string | null): PathSecrets {
    const values: string[] = [];
    try {
      eachSecretParameter(params, this.isSecretParameter, (value) => values.push(value));
      for (const secret of values) this.remembered.addText(secret);
    } catch {
      return { values, segments: undefined };
    }
    const segments = values.length > 0 && template ? secretSegments(template, this.isSecretParameter) : undefined;
    return { values, segments };
  }

  private readonly isSecretParameter = (name: string): boolean => this.rules.ruleOf(name).action !== 'keep';

  /** Masks free text: secrets recognizable by their form, and `key=value` with a sensitive key. */
  text(text: string): string {
    this.work.grant(text.length);
    return this.walk.copy(text) as string;
  }

  /**
   * Masks remembered secrets that appear again in a masked part. Call it when all parts are masked. JSON text stays text, BSON
   * stays BSON if nothing is replaced; values are our own copies and are changed in place.
   *
   * @param isRedirect of headers: the response has a redirect status
   */
  maskEchoes(part: MaskedBson | MaskedJson): unknown;
  maskEchoes(part: MaskedText): string;
  maskEchoes(part: MaskedHeaders, isRedirect?: boolean): unknown;
  maskEchoes<T>(part: T): T;
  maskEchoes(part: unknown, isRedirect = false): unknown {
    return this.echoMask.masked(part, isRedirect);
  }

  /** @param isMatched a route matched: the path is kept */
  maskEchoesInTarget(target: string, isMatched: boolean): string {
    return this.echoMask.maskedTarget(target, isMatched);
  }
}

function isList(json: string): boolean {
  return /^\s*\[/.test(json);
}
