import { PRICE } from '../budget/prices.js';
import { WorkBudget, WorkSpent } from '../budget/work-budget.js';
import { isOfMarker } from '../values/marker-text.js';
import { TRUNCATED_WORK } from '../values/markers.js';
import { cookiesIn, namesSession } from '../headers/cookies.js';
import { EchoIndex } from './echo-index.js';
import { type EchoPlace, replaceEchoesIn } from './echo-places.js';
import { LazyStrength, RememberedEcho } from './remembered-echo.js';
import { priceOfSpelling, type Speaker, SPEAKERS, spelledEchoes } from './spelled-echoes.js';
import { UnreadText } from './unread-text.js';
import { ValueRuns } from './value-runs.js';

/** UTF-16 units; shorter values are too common to search for. */
const SHORTEST = 6;
const SCHEME = /^(?:bearer|basic|token|digest|negotiate|apikey)\s+(\S+)$/i;
/** Leaves of one masked value. */
const MAX_STEPS = 4_096;
const MAX_DEPTH = 16;
/** Values of each speaker, so that a caller cannot use up the room for the application's. */
const CAPACITY = 64;
/** An answer may list the secrets of many accounts: so many of them, if it takes no more work to write them in every way. */
const CAPACITY_OF_LIST = 1_024;
const MOST_SPELLING = 430_000;

/** Values masked in one exchange, to be masked where other parts repeat them. */
export class RememberedValues {
  /** A caller's claim stays a claim when the application repeats it: the application may only echo the request. */
  private readonly values = new Map<string, Speaker>();
  private readonly sizes: Record<Speaker, number> = { caller: 0, application: 0 };
  /** Work to write the application's values in every way. */
  private spelling = 0;
  private speaker: Speaker = 'caller';
  private echoes: EchoIndex | undefined;
  private readonly runs: ValueRuns;
  private steps = 0;
  /** Texts that may hold secrets, and secrets beyond the capacity: their words are compared, not they themselves. */
  private readonly unread: Record<Speaker, UnreadText> = { caller: new UnreadText(), application: new UnreadText() };
  private ownCounts: Map<string, number> | undefined;

  constructor(private readonly work: WorkBudget) {
    this.runs = new ValueRuns(work);
  }

  /** From now on, until {@link clear}, names are the application's. */
  hearApplication(): void {
    this.speaker = 'application';
  }

  get isEmpty(): boolean {
    return this.values.size === 0 && !this.hasUnread;
  }

  get hasUnread(): boolean {
    return !this.unread.caller.isEmpty || !this.unread.application.isEmpty;
  }

  /** A text of the caller's was not looked through for secrets. */
  addUnread(text: string, part: unknown): void {
    if (this.speaker === 'caller' && text.length >= SHORTEST) this.unread.caller.add(text, part);
  }

  /** @param own the part that is searched from now on */
  searchIn(own: unknown): void {
    this.unread.caller.searchIn(own);
  }

  clear(): void {
    this.speaker = 'caller';
    this.unread.caller.clear();
    this.unread.application.clear();
    if (this.values.size === 0) return;
    this.values.clear();
    this.sizes.caller = 0;
    this.sizes.application = 0;
    this.spelling = 0;
    this.echoes = undefined;
    this.runs.clear();
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
   * @param isLiteral each text in it is a piece of the text being masked, at a separate place
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

  /** A `Cookie` or `Set-Cookie` header. */
  addCookies(header: string): void {
    for (const { name, value } of cookiesIn(header)) {
      const isOfApplication = this.speaker === 'application';
      if (isOfApplication) this.work.note(PRICE.candidate + name.length * PRICE.expressionCharacter);
      this.keep(value, isOfApplication && namesSession(name) ? 'application' : 'caller');
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
      let replaced = replaceEchoesIn(text, echoes, place, this.work);
      for (const speaker of SPEAKERS) replaced = this.replaceUnread(replaced, place, speaker);
      return replaced;
    } catch (error) {
      if (error === WorkSpent.instance) return TRUNCATED_WORK;
      throw error;
    }
  }

  private replaceUnread(text: string, place: EchoPlace, speaker: Speaker): string {
    const unread = this.unread[speaker];
    if (unread.isEmpty) return text;
    this.work.noteWords(unread.length);
    this.work.spend(PRICE.candidate + text.length * PRICE.comparedWordCharacter);
    const shared = unread.shared(text);
    if (shared.length === 0) return text;
    const words = shared.filter((word) => !isOfMarker(word));
    this.work.spend(words.length * (PRICE.candidate + text.length * PRICE.runCharacter));
    const isCertain = speaker === 'application';
    const echoes = words.map((word) => new RememberedEcho(word, word, new LazyStrength(word, isCertain, this.work)));
    return replaceEchoesIn(text, echoes, place, this.work);
  }

  notePlace(): void {
    this.work.note(PRICE.decidedPlace);
  }

  /** Nothing more is searched. */
  get isExhausted(): boolean {
    return this.work.isExhausted;
  }

  noteSearch(): void {
    this.work.note(PRICE.echoed);
  }

  noteKey(): void {
    this.work.note(PRICE.echoedKey);
  }

  /** A quick look: whether {@link replaceShown} may find something. */
  mayBeIn(text: string): boolean {
    return (this.hasUnread && text.length >= SHORTEST) || this.runs.mayBeIn(text);
  }

  /** Offsets in BSON at which a value may be, in ascending order; `undefined` if it may be anywhere. */
  placesIn(bson: Buffer): readonly number[] | undefined {
    return this.hasUnread ? undefined : this.runs.placesIn(bson);
  }

  /** @param own how often each value was masked in this text: those places are no echoes */
  mayOccurIn(json: string, own?: ReadonlyMap<string, number>): boolean {
    return this.hasUnread || this.runs.mayOccurIn(json, own);
  }

  private addLeaves(value: unknown, depth: number, isLiteral: boolean): void {
    if (++this.steps > MAX_STEPS) return;
    this.work.note(PRICE.remembered + (typeof value === 'string' ? value.length * PRICE.rememberedCharacter : 0));
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
    const isKnown = this.values.has(value);
    if (!this.hasRoom(speaker)) {
      if (!isKnown && !this.isOfCaller(value, speaker)) this.addBeyondCapacity(value, speaker);
      return;
    }
    if (isLiteral) this.ownCounts?.set(value, (this.ownCounts.get(value) ?? 0) + 1);
    if (isKnown || this.isOfCaller(value, speaker)) return;
    this.values.set(value, speaker);
    this.sizes[speaker]++;
    if (speaker === 'application') this.spelling += priceOfSpelling(value);
    this.runs.add(value);
    this.echoes = undefined;
  }

  private hasRoom(speaker: Speaker): boolean {
    const size = this.sizes[speaker];
    return size < CAPACITY || (speaker === 'application' && size < CAPACITY_OF_LIST && this.spelling < MOST_SPELLING);
  }

  private addBeyondCapacity(value: string, speaker: Speaker): void {
    this.work.note(PRICE.remembered + value.length * PRICE.comparedWordCharacter);
    this.unread[speaker].add(value);
  }

  /** The application repeats what the caller sent, beyond what is remembered of it. */
  private isOfCaller(value: string, speaker: Speaker): boolean {
    const { caller } = this.unread;
    if (speaker === 'caller' || caller.isEmpty) return false;
    this.work.noteWords(caller.length);
    this.work.note(value.length * PRICE.comparedWordCharacter);
    return caller.shared(value).includes(value);
  }

  private get index(): EchoIndex {
    return (this.echoes ??= new EchoIndex(spelledEchoes(this.values, this.work)));
  }
}
