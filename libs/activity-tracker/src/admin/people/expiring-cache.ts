export class ExpiringCache<Value> {
  private readonly entries = new Map<string, { value: Value; until: number }>();

  constructor(
    private readonly size: number,
    private readonly milliseconds: number,
    private readonly clock: () => number,
  ) {}

  /** The value in an object, because it may be `undefined`; nothing once it is out of date. */
  get(key: string): { readonly value: Value } | undefined {
    const entry = this.entries.get(key);
    return entry && entry.until > this.clock() ? entry : undefined;
  }

  set(key: string, value: Value): void {
    this.entries.delete(key);
    this.entries.set(key, { value, until: this.clock() + this.milliseconds });
    if (this.entries.size > this.size) this.entries.delete(this.entries.keys().next().value!);
  }

  *values(): Generator<Value> {
    for (const { value } of this.entries.values()) yield value;
  }
}
