const LONGEST_CHUNK = 16;

export interface HeldBody {
  readonly size: number;
  readonly keptBytes: number;
  readonly isKept: boolean;
  readonly complete: boolean;
}

/** The first bytes of a chunk; no more of a text is encoded, save for the second half of a pair. */
function beginning(chunk: string | Uint8Array, bytes: number): Uint8Array {
  const start = typeof chunk === 'string' ? Buffer.from(chunk.slice(0, bytes + 1)) : chunk;
  return start.subarray(0, bytes);
}

export class CapturedBody {
  size = 0;
  complete = false;
  private chunks: (string | Uint8Array)[] = [];
  private kept = 0;
  /** In place of `chunks`: all of a body beyond the limit that came at once. */
  private only: string | Uint8Array | undefined;

  /**
   * @param keeping false to count bytes only: binary types, streams, responses to HEAD
   * @param limit maximum bytes kept
   */
  constructor(
    private readonly keeping: boolean,
    private readonly limit: number,
  ) {}

  get cut(): boolean {
    return this.kept < this.size;
  }

  get isKept(): boolean {
    return this.keeping;
  }

  /** Takes a chunk, or `null` for the end, as given to a stream. The stream itself rejects invalid chunks. */
  noteOrEnd(chunk: unknown, encoding?: unknown): void {
    if (chunk === null) {
      this.complete = true;
      return;
    }
    try {
      this.note(chunk, encoding);
    } catch {
      // Unknown encoding: the stream throws too, so nothing was sent.
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
    this.chunks = this.parts;
    this.only = undefined;
    const room = this.limit - this.kept;
    if (room <= 0) return;
    if (bytes <= room) {
      this.chunks.push(chunk);
      this.kept += bytes;
      return;
    }
    if (this.chunks.length === 0 && bytes <= room * LONGEST_CHUNK) this.only = chunk;
    else this.chunks.push(beginning(chunk, room));
    this.kept += room;
  }

  private get parts(): (string | Uint8Array)[] {
    return this.only === undefined ? this.chunks : [beginning(this.only, this.kept)];
  }

  /** A body that was copied to other memory. @param content all that was held, as a text if it was written as one */
  static restored(held: HeldBody, content: string | Buffer, limit: number): CapturedBody {
    const body = new CapturedBody(held.isKept, limit);
    body.size = held.size;
    body.complete = held.complete;
    body.kept = held.keptBytes;
    if (!held.isKept) return body;
    if (typeof content === 'string') {
      body.chunks = [content];
      return body;
    }
    if (content.length > held.keptBytes) body.only = content;
    else body.chunks = [content];
    return body;
  }

  get keptBytes(): number {
    return this.kept;
  }

  /** Bytes that {@link copyTo} writes: those that are kept, or all of a body whose long texts are cut later. */
  get heldBytes(): number {
    return this.only === undefined ? this.kept : this.size;
  }

  /** @returns bytes written */
  copyTo(bytes: Buffer, at: number): number {
    const start = at;
    for (const chunk of this.only === undefined ? this.chunks : [this.only]) {
      if (typeof chunk === 'string') at += bytes.write(chunk, at);
      else {
        bytes.set(chunk, at);
        at += chunk.byteLength;
      }
    }
    return at - start;
  }

  /** The application may reuse its buffers; strings are immutable. */
  detach(): void {
    if (this.only !== undefined && typeof this.only !== 'string') this.only = Buffer.from(this.only);
    this.chunks = this.chunks.map((chunk) => (typeof chunk === 'string' ? chunk : Buffer.from(chunk)));
  }

  asWritten(): string | undefined {
    const only = this.chunks.length === 1 ? this.chunks[0] : undefined;
    return typeof only === 'string' ? only : undefined;
  }

  whole(): Buffer | undefined {
    const { only } = this;
    if (only === undefined) return undefined;
    return typeof only === 'string' ? Buffer.from(only) : Buffer.from(only.buffer, only.byteOffset, only.byteLength);
  }

  includes(text: string): boolean {
    return this.parts.some((chunk) =>
      typeof chunk === 'string'
        ? chunk.includes(text)
        : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).includes(text),
    );
  }

  bytes(): Buffer {
    const parts = this.parts.map((chunk) => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk));
    return parts.length === 1
      ? Buffer.from(parts[0]!.buffer, parts[0]!.byteOffset, parts[0]!.byteLength)
      : Buffer.concat(parts);
  }
}
