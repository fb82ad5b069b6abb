import type { WorkBudget } from '../budget/work-budget.js';
import type { RememberedValues } from './remembered-values.js';
import { textsOf } from './unread-text.js';

/** Remembers the texts of parts that were not masked in full: a secret in them may appear in other parts. */
export class UnreadParts {
  /** @param walk that masked the last part */
  constructor(
    private readonly walk: { readonly isPartlyRead: boolean },
    private readonly work: WorkBudget,
    private readonly remembered: RememberedValues,
  ) {}

  /** Whether the last part was not masked in full. */
  get hasSome(): boolean {
    return this.work.isShort || this.walk.isPartlyRead;
  }

  note(part: unknown, texts: () => Iterable<string>): void {
    if (this.hasSome) this.keep(part, texts);
  }

  keep(part: unknown, texts: () => Iterable<string>): void {
    try {
      for (const text of texts()) this.remembered.addUnread(text, part);
    } catch {
      // An object that does not let itself be read was marked as unreadable.
    }
  }

  /** Texts of what the application has read, of which not all is kept. */
  textsOfHost(read: unknown): string[] {
    const { work } = this;
    const { spent } = work;
    const texts = textsOf(read, work);
    const units = texts.reduce((sum, { length }) => sum + length, 0);
    work.grantRest(work.spent - spent, units);
    return texts;
  }
}
