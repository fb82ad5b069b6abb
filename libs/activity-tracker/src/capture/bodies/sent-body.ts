import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BodyDeclaration } from './body-content.js';
import { CapturedBody } from './captured-body.js';
import { contentKind } from './content-type.js';
import { sentHeader } from '../sent-header.js';

export class SentBody {
  complete = false;
  private first: { chunk: unknown; encoding: unknown } | undefined;
  private captured: CapturedBody | undefined;
  private type: string | undefined;
  private encoding: string | undefined;

  constructor(
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly limit: number,
  ) {}

  note(chunk: unknown, encoding: unknown): void {
    if (!this.captured && !this.first) this.first = { chunk, encoding };
    else this.body?.noteOrEnd(chunk, encoding);
  }

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

  /** The application may reuse its buffers after sending. */
  detach(): void {
    const { first } = this;
    if (first?.chunk instanceof Uint8Array || (!first && this.captured)) this.body?.detach();
  }

  mayHold(text: string): boolean {
    const chunk = this.first?.chunk;
    return typeof chunk !== 'string' || chunk.includes(text);
  }

  get declaration(): BodyDeclaration {
    return { contentType: this.type, contentEncoding: this.encoding };
  }

  private begin(): CapturedBody {
    try {
      const { request, response } = this;
      this.type = sentHeader(response, 'content-type');
      const isKept = request.method !== 'HEAD' && contentKind(this.type) === 'json';
      if (isKept) this.encoding = sentHeader(response, 'content-encoding');
      return new CapturedBody(isKept, this.limit);
    } catch {
      // The application may have replaced `getHeader()`: count bytes only.
      return new CapturedBody(false, this.limit);
    }
  }
}
