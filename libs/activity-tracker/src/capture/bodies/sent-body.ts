import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BodyDeclaration } from './body-content.js';
import { CapturedBody } from './captured-body.js';
import { contentKind } from './content-type.js';
import { sentHeader } from '../sent-header.js';

/**
 * The body of an answer, as it is handed over. Most are one chunk, and many are never asked for: what they are is found
 * out when somebody asks, or when more comes than can be left for later.
 */
export class SentBody {
  /** The host said that nothing follows. */
  complete = false;
  private first: { chunk: unknown; encoding: unknown } | undefined;
  private captured: CapturedBody | undefined;
  private type: string | undefined;
  private encoding: string | undefined;

  constructor(
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    /** Bytes kept at the most. */
    private readonly limit: number,
  ) {}

  note(chunk: unknown, encoding: unknown): void {
    if (!this.captured && !this.first) this.first = { chunk, encoding };
    else this.body?.noteOrEnd(chunk, encoding);
  }

  /** `undefined` as long as there was none. */
  get body(): CapturedBody | undefined {
    const { first } = this;
    if (first) {
      this.first = undefined;
      this.captured = this.begin();
      this.captured.noteOrEnd(first.chunk, first.encoding);
    }
    if (this.captured) this.captured.complete = this.complete;
    return this.captured;
  }

  /** What is kept of it is ours from now on: a host may use its buffers again once they were sent. */
  detach(): void {
    const { first } = this;
    if (first?.chunk instanceof Uint8Array || (!first && this.captured)) this.body?.detach();
  }

  /** Whether a text may be in it, compressed or not: without finding out what it is, where that can wait. */
  mayHold(text: string): boolean {
    const chunk = this.first?.chunk;
    return typeof chunk !== 'string' || chunk.includes(text);
  }

  /** Once its body was asked for. */
  get declaration(): BodyDeclaration {
    return { contentType: this.type, contentEncoding: this.encoding };
  }

  /** From the first chunk on the content type is settled. */
  private begin(): CapturedBody {
    try {
      const { request, response } = this;
      this.type = sentHeader(response, 'content-type');
      const isKept = request.method !== 'HEAD' && contentKind(this.type) === 'json';
      if (isKept) this.encoding = sentHeader(response, 'content-encoding');
      return new CapturedBody(isKept, this.limit);
    } catch {
      // A host's own `getHeader()`: of what it does not say we keep the size.
      return new CapturedBody(false, this.limit);
    }
  }
}
