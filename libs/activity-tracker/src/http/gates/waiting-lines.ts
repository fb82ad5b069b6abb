/** Who waits: a kind of questions, and the person who asks. */
export interface Line {
  readonly kind: string;
  readonly caller: string;
}

type Begin = () => void;

/** Takes one of each kind in turn, and of a kind one of each caller: who asks most often delays only own questions. */
export class WaitingLines {
  private readonly kinds = new Map<string, Map<string, Set<Begin>>>();

  add({ kind, caller }: Line, begin: Begin): void {
    const callers = this.kinds.get(kind) ?? new Map<string, Set<Begin>>();
    this.kinds.set(kind, callers);
    callers.set(caller, (callers.get(caller) ?? new Set()).add(begin));
  }

  remove({ kind, caller }: Line, begin: Begin): void {
    const callers = this.kinds.get(kind);
    const line = callers?.get(caller);
    line?.delete(begin);
    if (line?.size === 0) callers?.delete(caller);
    if (callers?.size === 0) this.kinds.delete(kind);
  }

  take(): Begin | undefined {
    const [kind] = this.kinds;
    if (!kind) return undefined;
    const [name, callers] = kind;
    const [[caller, line]] = callers as unknown as [[string, Set<Begin>]];
    const [begin] = line;
    // The last in the order of turns now, if others of them wait.
    this.kinds.delete(name);
    callers.delete(caller);
    line.delete(begin!);
    if (line.size > 0) callers.set(caller, line);
    if (callers.size > 0) this.kinds.set(name, callers);
    return begin;
  }
}
