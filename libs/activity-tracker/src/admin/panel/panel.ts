import { NotFoundException, StreamableFile } from '@nestjs/common';
import { type HttpAdapter, writeAnswer } from '../../http/answers/write-answer.js';
import { markOwn } from '../../record/own-requests.js';
import { PANEL_HEADERS } from './panel-headers.js';
import type { PanelConfig } from './panel-config.js';
import type { PanelFiles } from './panel-files.js';

const PAGE = 'index.html';
const CONFIG = 'config.json';
/** Names of these change with their content. */
const HASHED = /^assets\//;

export interface PanelRequest {
  readonly originalUrl: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** The panel: a page without data, and its files. Everything it shows comes from the admin API. */
export class Panel {
  constructor(
    private readonly files: PanelFiles,
    private readonly config: () => PanelConfig,
  ) {}

  /** Why the page cannot be served, with the remedy; `undefined` if it can. */
  problem(): string | undefined {
    return this.files.problem();
  }

  /** Redirects to the page: its addresses are relative to it, whatever prefix a proxy adds. */
  redirect(adapter: HttpAdapter, request: PanelRequest, response: object): void {
    markOwn(request);
    const [path = ''] = request.originalUrl.split('?');
    adapter.setHeader(response, 'Location', `${path.slice(path.lastIndexOf('/') + 1)}/${PAGE}`.replace(/^\//, ''));
    adapter.setHeader(response, 'Cache-Control', 'no-store');
    adapter.reply(response, undefined, 302);
  }

  /** @param name with slashes, relative to the page */
  file(adapter: HttpAdapter, request: PanelRequest, response: object, name: string): void {
    markOwn(request);
    const accepted = request.headers['accept-encoding'];
    const file = this.files.find(name, typeof accepted === 'string' ? accepted : undefined);
    setHeaders(adapter, response, file && HASHED.test(name) ? 'public, max-age=31536000, immutable' : 'no-store');
    if (name === CONFIG) return writeAnswer(adapter, response, this.config());
    if (!file) return writeAnswer(adapter, response, new NotFoundException().getResponse(), 404);
    if (file.varies) adapter.setHeader(response, 'Vary', 'Accept-Encoding');
    if (file.encoding) adapter.setHeader(response, 'Content-Encoding', file.encoding);
    const { content, contentType: type } = file;
    writeAnswer(adapter, response, new StreamableFile(content, { type, length: content.length }));
  }
}

function setHeaders(adapter: HttpAdapter, response: object, cacheControl: string): void {
  for (const [name, value] of Object.entries(PANEL_HEADERS)) adapter.setHeader(response, name, value);
  adapter.setHeader(response, 'Cache-Control', cacheControl);
}
