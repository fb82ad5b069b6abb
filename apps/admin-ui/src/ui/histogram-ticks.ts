/** Room for a label of the axis. */
const TICK = 76;
/** Of a character, at the most. */
const CHARACTER = 7;

/** A label where the text changes, as many as there is room for. */
export function ticksFor(texts: readonly string[], width: number): { index: number; text: string }[] {
  const changes = texts.map((text, index) => ({ index, text })).filter(({ index, text }) => text !== texts[index - 1]);
  const step = width / Math.max(1, texts.length);
  const ticks: { index: number; text: string }[] = [];
  for (const change of changes) {
    const last = ticks.at(-1);
    const fits = (texts.length - change.index) * step >= change.text.length * CHARACTER;
    if (fits && (!last || (change.index - last.index) * step >= TICK)) ticks.push(change);
  }
  return ticks;
}
