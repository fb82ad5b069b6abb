import { UnreadText } from './unread-text.js';
import { EchoIndex } from './echo-index.js';
import { type EchoPlace, replaceEchoesIn } from './echo-places.js';
import { MARKER_TEXT, TRUNCATED_WORK } from '../values/markers.js';
import { PatternIndex, SHORTEST_PATTERN } from '../values/pattern-index.js';
import { namesSecret } from '../keys/sensitive-keys.js';
import { PRICE, WorkBudget, WorkSpent } from '../budget/work-budget.js';
import { occursMoreThan, plainRun } from './plain-run.js';
import { LazyStrength, RememberedEcho } from './remembered-echo.js';
import { fewFormsOf, formsOf } from './written-forms.js';

/** UTF-16 units; shorter values are too common to search for. */
const SHORTEST = 6;
const SCHEME = /^(?:bearer|basic|token|digest|negotiate|apikey)\s+(\S+)$/i;
/** A cookie's value is worth searching for if it is this long, or not a mere word. */
const SURELY_UNIQUE = 16;
const COOKIE_ATTRIBUTE = /^\s*(?:expires|max-age|path|domain|samesite|priority|version|comment)=/i;
/** Names of cookies that hold a session, beyond the vocabulary of keys. */
const SESSION_COOKIE = /sess|sid$|auth|login|identity|remember/i;
const MAX_STEPS = 256;
const MAX_DEPTH = 16;
const LONGEST_MARKER = Math.max(...MARKER_TEXT.split('\n').map(({ length }) => length));
/** JSON is free to escape any character; what we look for is escaped as `JSON.stringify` does. */
const UNUSUAL_ESCAPE = /\\[u/]/;
/** UTF-16 units; shorter runs occur in too many texts. */
const SHORTEST_RUN = SHORTEST_PATTERN;
const FEW_RUNS = 8;
/** UTF-16 units of values that are looked for in every way to write them. */
const MOST_SPELLED = 3 * 1024;
const FEW_STEPS = 64 * 1024;
/** Cookies; browsers keep fewer per site. */
const MOST_COOKIES = 256;

/** Who claimed that a value is a secret. */
type Speaker = 'caller' | 'application';

/** Values masked in one exchange, to be masked where other parts repeat them. */
export class RememberedValues {
  /** A caller's claim stays a claim when the application repeats it: the application may only echo the request. */
  private readonly values = new Map<string, Speaker>();
  private readonly sizes: Record<Speaker, number> = { caller: 0, application: 0 };
  private speaker: Speaker = 'caller';
  private echoes: EchoIndex | undefined;
  /** Of each value a piece that every form of it shows; a text without any of them needs no search for the forms. */
  private readonly runs = new Map<string, string>();
  private anyRun: PatternIndex<string> | undefined;
  /** Values without such a piece. */
  private readonly runless = new Set<string>();
  private shortest = Number.POSITIVE_INFINITY;
  private steps = 0;
  private readonly unread = new UnreadText();
  private ownCounts: Map<string, number> | undefined;

  /** @param capacity values of each speaker, so that a caller cannot use up the room for the application's */
  constructor(
    private readonly work: WorkBudget,
    private readonly capacity = 64,
  ) {}

  /** From now on, until {@link clear}, names are the application's. */
  hearApplication(): void {
    this.speaker = 'application';
  }

  get isEmpty(): boolean {
    return this.values.size === 0 && this.unread.isEmpty;
  }

  /** A text of the caller's was not looked through for secrets. */
  addUnread(text: string): void {
    if (this.speaker === 'caller' && text.length >= SHORTEST) this.unread.add(text);
  }

  /** @param own text of the part that is searched from now on */
  searchIn(own: string | undefined): void {
    this.unread.searchIn(own);
  }

  clear(): void {
    this.speaker = 'caller';
    this.unread.clear();
    if (this.values.size === 0) return;
    this.values.clear();
    this.sizes.caller = 0;
    this.sizes.application = 0;
    this.runs.clear();
    this.echoes = undefined;
    this.anyRun = undefined;
    this.runless.clear();
    this.shortest = Number.POSITIVE_INFINITY;
  }

  /**
   * Counts from now on how often each value is {@link add}ed as it is written in the text that is being masked: those
   * places are no echoes. `undefined` ends it.
   */
  countInto(counts: Map<string, number> | undefined): void {
    this.ownCounts = counts;
  }

  /**
   * Remembers a masked value, or the leaves of a masked object.
   *
   * @param isLiteral each text in it is a piece of the text being masked, at a place of its own
   */
  add(value: unknown, isLiteral = false): void {
    this.steps = 0;
    try {
      this.addLeaves(value, 0, isLiteral);
    } catch {
      // Unreadable objects are masked too.
    }
  }

  addText(text: string, isLiteral = false): void {
    const credentials = SCHEME.exec(text)?.[1];
    if (credentials === undefined) {
      this.keep(text, this.speaker, isLiteral);
      return;
    }
    this.keep(credentials, this.speaker, isLiteral);
    if (/^basic/i.test(text)) {
      const [, password] = /^[^:]*:(.*)$/s.exec(Buffer.from(credentials, 'base64').toString('utf8')) ?? [];
      if (password) this.keep(password, this.speaker);
    }
  }

  /** A secret found in running text: the application may repeat there what the caller wrote. */
  addFound(secret: string): void {
    this.keep(secret, 'caller');
  }

  /** A `Cookie` or `Set-Cookie` header: its values, but not attributes and preferences such as `theme=dark-mode`. */
  addCookies(header: string): void {
    for (const pair of header.split(';', MOST_COOKIES)) {
      const value = pair.slice(pair.indexOf('=') + 1).trim();
      if ((value.length >= SURELY_UNIQUE || /\d/.test(value)) && !COOKIE_ATTRIBUTE.test(pair))
        this.keep(value, this.speaker === 'application' && holdsSession(pair) ? 'application' : 'caller');
    }
  }

  /** Replaces each remembered value where it counts as a secret at that place, also where it stands escaped. */
  replaceIn(text: string, place: EchoPlace): string {
    return this.mayBeIn(text) ? this.replaceShown(text, place) : text;
  }

  /** {@link replaceIn} for a text of which {@link mayBeIn} was asked. */
  replaceShown(text: string, place: EchoPlace): string {
    if (this.work.isSpent) return TRUNCATED_WORK;
    try {
      this.work.spend(PRICE.run + text.length * PRICE.runCharacter);
      const echoes = this.index.in(text, this.work);
      this.work.spend(echoes.length * (PRICE.replacement + text.length * PRICE.runCharacter));
      const replaced = replaceEchoesIn(text, echoes, place);
      return this.unread.isEmpty ? replaced : this.replaceUnread(replaced, place);
    } catch (error) {
      if (error === WorkSpent.instance) return TRUNCATED_WORK;
      throw error;
    }
  }

  private replaceUnread(text: string, place: EchoPlace): string {
    this.work.grantReading(this.unread.length);
    this.work.spend(PRICE.candidate + text.length * PRICE.scanCharacter);
    const shared = this.unread.shared(text);
    if (shared.length === 0) return text;
    const words = shared.filter((word) => !isOfMarker(word));
    this.work.spend(words.length * (PRICE.spellings + text.length * PRICE.runCharacter));
    const echoes = words.map((word) => new RememberedEcho(word, word, new LazyStrength(word, false)));
    return replaceEchoesIn(text, echoes, place);
  }

  noteSearch(keys: number): void {
    this.work.note(PRICE.echoed + keys * PRICE.echoedKey);
  }

  /** A quick look: whether {@link replaceShown} may find something. */
  mayBeIn(text: string): boolean {
    if (!this.unread.isEmpty && text.length >= SHORTEST) return true;
    if (text.length < this.shortest) return false;
    return this.work.isSpent || this.maySpell(text);
  }

  /**
   * Whether text could hold a remembered value, itself or escaped, at another place than those where it was masked.
   *
   * @param own how often each value was masked in this text
   */
  mayOccurIn(text: string, own?: ReadonlyMap<string, number>): boolean {
    if (!this.unread.isEmpty || this.runless.size > 0 || (text.includes('\\') && UNUSUAL_ESCAPE.test(text)))
      return true;
    if (this.runs.size * text.length > FEW_STEPS) return this.isAnyMoreThan(own, text);
    for (const [value, run] of this.runs) if (occursMoreThan(own?.get(value) ?? 0, run, text)) return true;
    return false;
  }

  /** One pass over the text for all runs. */
  private isAnyMoreThan(own: ReadonlyMap<string, number> | undefined, text: string): boolean {
    const left = new Map<string, number>();
    for (const [value, run] of this.runs) left.set(run, Math.min(left.get(run) ?? Infinity, own?.get(value) ?? 0));
    let isMore = false;
    const isWhole = this.allRuns.search(text, (run) => {
      const more = left.get(run)!;
      left.set(run, more - 1);
      return (isMore = more === 0);
    });
    return isMore || !isWhole;
  }

  private get allRuns(): PatternIndex<string> {
    return (this.anyRun ??= new PatternIndex([...new Set(this.runs.values())].map((run) => [run, run])));
  }

  private maySpell(text: string): boolean {
    if (this.runless.size > 0) return true;
    this.work.note(
      this.runs.size > FEW_RUNS ? PRICE.run + text.length * PRICE.runCharacter : this.runs.size * PRICE.run,
    );
    // Searching one by one is faster for few values.
    if (this.runs.size > FEW_RUNS) {
      let isAny = false;
      return !this.allRuns.search(text, () => (isAny = true)) || isAny;
    }
    for (const run of this.runs.values()) if (text.includes(run)) return true;
    return false;
  }

  private addLeaves(value: unknown, depth: number, isLiteral: boolean): void {
    if (++this.steps > MAX_STEPS) return;
    if (typeof value === 'string') this.addText(value, isLiteral);
    else if (typeof value === 'number' || typeof value === 'bigint') this.keep(String(value), this.speaker);
    else if (typeof value === 'object' && value !== null && depth < MAX_DEPTH && !ArrayBuffer.isView(value)) {
      for (const key of Object.keys(value)) {
        if (this.steps > MAX_STEPS) return;
        this.addLeaves(Object.getOwnPropertyDescriptor(value, key)?.value, depth + 1, isLiteral);
      }
    }
  }

  private keep(value: string, speaker: Speaker, isLiteral = false): void {
    if (value.length < SHORTEST || isOfMarker(value)) return;
    if (this.sizes[speaker] >= this.capacity) {
      if (!this.values.has(value)) this.addUnread(value);
      return;
    }
    if (isLiteral) this.ownCounts?.set(value, (this.ownCounts.get(value) ?? 0) + 1);
    if (this.values.has(value)) return;
    this.values.set(value, speaker);
    this.sizes[speaker]++;
    const run = plainRun(value);
    if (run.length < SHORTEST_RUN) this.runless.add(value);
    else this.runs.set(value, run);
    // No escaped form is shorter than the value itself.
    this.shortest = Math.min(this.shortest, value.length);
    this.echoes = undefined;
    this.anyRun = undefined;
  }

  private get index(): EchoIndex {
    if (this.echoes) return this.echoes;
    // Of each speaker, so that a caller cannot use up the room for the application's.
    const room: Record<Speaker, number> = { caller: MOST_SPELLED, application: MOST_SPELLED };
    const echoes = [...this.values].flatMap(([value, speaker]) => {
      const isSpelled = value.length <= room[speaker];
      this.work.spend(PRICE.spellings + (isSpelled ? value.length * PRICE.spellingCharacter : 0));
      const forms = new Set((isSpelled ? formsOf : fewFormsOf)(value));
      if (forms.size > 1) room[speaker] -= value.length;
      const strength = new LazyStrength(value, speaker === 'application');
      return [...forms].map((form) => new RememberedEcho(form, value, strength));
    });
    return (this.echoes = new EchoIndex(echoes));
  }
}

function holdsSession(pair: string): boolean {
  const name = pair.slice(0, pair.indexOf('=')).trim();
  return SESSION_COOKIE.test(name) || namesSecret(name);
}

function isOfMarker(value: string): boolean {
  return value.length <= LONGEST_MARKER && MARKER_TEXT.includes(value);
}
