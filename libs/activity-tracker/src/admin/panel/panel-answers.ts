import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { NotFoundException, StreamableFile } from '@nestjs/common';
import Negotiator from 'negotiator';
import { type AnswerAdapter, writeAnswer } from '../../http/answers/write-answer.js';
import type { PanelFiles } from './panel-files.js';
import type { PanelRequest } from './panel-request.js';

/** Their names change with their content. */
const HASHED = /^assets\//;
const FOR_EVER = 'public, max-age=31536000, immutable';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.md': 'text/plain; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};

const EXTENSIONS: Readonly<Record<string, string>> = { br: '.br', gzip: '.gz' };

/** The published types lack the second parameter. */
interface Encodings {
  encoding(available: string[], options: { preferred: string[] }): string | undefined;
}

interface PanelFile {
  content: Buffer;
  contentType: string;
  encoding: string | undefined;
  hasEncodings: boolean;
}

export class PanelAnswers {
  private readonly tags = new WeakMap<Buffer, string>();

  constructor(private readonly files: PanelFiles) {}

  answer(adapter: AnswerAdapter, request: PanelRequest, response: object, name: string): void {
    // A timeout of the host may have responded while this code was loaded.
    if (adapter.isHeadersSent(response)) return;
    const file = this.find(request, name);
    adapter.setHeader(response, 'Cache-Control', file && HASHED.test(name) ? FOR_EVER : 'no-store');
    if (!file) return writeAnswer(adapter, response, new NotFoundException().getResponse(), 404);
    const tag = this.tagOf(file.content);
    adapter.setHeader(response, 'ETag', tag);
    if (file.hasEncodings) adapter.setHeader(response, 'Vary', 'Accept-Encoding');
    if (isHeld(tag, request.headers['if-none-match'])) return void adapter.reply(response, undefined, 304);
    if (file.encoding) adapter.setHeader(response, 'Content-Encoding', file.encoding);
    const { content, contentType: type } = file;
    writeAnswer(adapter, response, new StreamableFile(content, { type, length: content.length }));
  }

  private find(request: PanelRequest, name: string): PanelFile | undefined {
    const contentType = TYPES[extname(name)];
    const files = this.files.read();
    const plain = files.get(name);
    if (!plain || contentType === undefined) return undefined;
    const available = Object.keys(EXTENSIONS).filter((encoding) => files.has(name + EXTENSIONS[encoding]));
    const client: Encodings = new Negotiator({ headers: { ...request.headers } });
    const encoding = client.encoding([...available, 'identity'], { preferred: available });
    const encoded = encoding === undefined ? undefined : files.get(name + EXTENSIONS[encoding]);
    return {
      content: encoded ?? plain,
      contentType,
      encoding: encoded && encoding,
      hasEncodings: available.length > 0,
    };
  }

  /** A strong validator: each encoding has its own (RFC 9110, 8.8.3.3). */
  private tagOf(content: Buffer): string {
    let tag = this.tags.get(content);
    if (tag === undefined) {
      tag = `"${createHash('sha256').update(content).digest('base64url')}"`;
      this.tags.set(content, tag);
    }
    return tag;
  }
}

/** Any tag of a list, weak or strong (RFC 9110, 13.1.2). Our tags contain no commas. */
function isHeld(tag: string, ifNoneMatch: string | string[] | undefined): boolean {
  const held = String(ifNoneMatch ?? '');
  return held.trim() === '*' || held.split(',').some((each) => each.trim().replace(/^W\//, '') === tag);
}
