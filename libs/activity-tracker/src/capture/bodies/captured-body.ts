/** A body of one chunk can be read whole up to this multiple of what is kept. */
const LONGEST_CHUNK = 16;

/** What was seen of one body on the wire: its size always, its first bytes while somebody may want to read them. */
export class CapturedBody {
  /** Bytes seen, kept or not. */
  size = 0;
  /** All of it was seen: the sender said so. */
  complete = false;
  private chunks: (string | Uint8Array)[] | undefined;
  private kept = 0;
  /** The one chunk that there was, where it is longer than what is kept. */
  private only: string | Uint8Array | undefined;

  /**
   * @param keeping false for what is only counted: binary types, streams, answers to HEAD
   * @param limit bytes kept at the most
   */
  constructor(
    private readonly keeping: boolean,
    private readonly limit: number,
  ) {}

  /** More came than was kept. */
  get cut(): boolean {
    return this.kept < this.size;
  }

  get isKept(): boolean {
    return this.keeping;
  }

  /** Takes what a stream was given: a chunk, or `null` for the end. What is wrong with it is the stream's to refuse. */
  noteOrEnd(chunk: unknown, encoding?: unknown): void {
    if (chunk === null) {
      this.complete = true;
      return;
    }
    try {
      this.note(chunk, encoding);
    } catch {
      // An encoding that nobody knows: the stream throws the same, and nothing was sent.
    }
  }

  private note(chunk: unknown, encoding?: unknown): void {
    if (typeof chunk === 'string') {
      this.noteText(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8');
    } else if (chunk instanceof Uint8Array) {
      this.size += chunk.byteLength;
      this.keep(chunk, chunk.byteLength);
    }
  }

  private noteText(chunk: string, encoding: BufferEncoding): void {
    if (encoding !== 'utf8' && encoding !== 'utf-8') {
      this.note(Buffer.from(chunk, encoding));
      return;
    }
    const bytes = Buffer.byteLength(chunk);
    this.size += bytes;
    this.keep(chunk, bytes);
  }

  private keep(chunk: string | Uint8Array, bytes: number): void {
    if (!this.keeping) return;
    this.only = undefined;
    const room = this.limit - this.kept;
    if (room <= 0) return;
    if (!this.chunks && bytes > room && bytes <= room * LONGEST_CHUNK) this.only = chunk;
    this.chunks ??= [];
    if (bytes <= room) {
      this.chunks.push(chunk);
      this.kept += bytes;
    } else {
      this.chunks.push((typeof chunk === 'string' ? Buffer.from(chunk) : chunk).subarray(0, room));
      this.kept += room;
    }
  }

  /** Copies what was kept, but for texts, which nobody can change. */
  detach(): void {
    if (this.only !== undefined && typeof this.only !== 'string') {
      this.only = Buffer.from(this.only);
      this.chunks = [this.only.subarray(0, this.kept)];
      return;
    }
    this.chunks = this.chunks?.map((chunk) => (typeof chunk === 'string' ? chunk : Buffer.from(chunk)));
  }

  /** The kept bytes as text, when that needs no decoding: the usual answer, one string in UTF-8. */
  asWritten(): string | undefined {
    const only = this.chunks?.length === 1 ? this.chunks[0] : undefined;
    return typeof only === 'string' ? only : undefined;
  }

  /** All bytes of a body that was cut, where they came as one chunk that is not too long to read. */
  whole(): Buffer | undefined {
    const { only } = this;
    if (only === undefined) return undefined;
    return typeof only === 'string' ? Buffer.from(only) : Buffer.from(only.buffer, only.byteOffset, only.byteLength);
  }

  /** Does the text occur in what was kept? One that lies across two chunks may be missed. */
  includes(text: string): boolean {
    return (this.chunks ?? []).some((chunk) =>
      typeof chunk === 'string'
        ? chunk.includes(text)
        : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).includes(text),
    );
  }

  bytes(): Buffer {
    const parts = (this.chunks ?? []).map((chunk) => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk));
    return parts.length === 1
      ? Buffer.from(parts[0]!.buffer, parts[0]!.byteOffset, parts[0]!.byteLength)
      : Buffer.concat(parts);
  }
}
