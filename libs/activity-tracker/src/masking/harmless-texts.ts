/** Texts that are longer hardly ever come again. */
const LONGEST = 256;

/**
 * Remembers texts in which nothing was masked: clients send the same few header values over and over. Bounded; when it is
 * full it begins anew.
 */
export class HarmlessTexts {
  private readonly texts = new Set<string>();

  constructor(private readonly capacity = 1_000) {}

  has(text: string): boolean {
    return this.texts.has(text);
  }

  add(text: string): void {
    if (text.length > LONGEST) return;
    if (this.texts.size >= this.capacity) this.texts.clear();
    this.texts.add(text);
  }
}
