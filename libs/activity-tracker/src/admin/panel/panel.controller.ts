import {
  Controller,
  Get,
  Inject,
  NotFoundException,
  Param,
  Req,
  Res,
  SetMetadata,
  StreamableFile,
  UseGuards,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Undescribed } from '../../history/described.js';
import { SKIP_ACTIVITY } from '../../record/metadata-keys.js';
import { AdminOptions } from '../admin.options.js';
import { ADMIN_SURROUNDINGS, type AdminSurroundings } from '../admin-surroundings.js';
import { EnabledGuard } from '../http/enabled.guard.js';
import { PanelFiles } from './panel-files.js';

const PAGE = 'index.html';
const CONFIG = 'config.json';
/** Names of these change with their content. */
const HASHED = /^assets\//;

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const HEADERS = {
  'Content-Security-Policy': POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  // The referrer is what a browser without Sec-Fetch-Site shows of a page that reads with a cookie.
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
} as const;

interface PageRequest {
  readonly originalUrl: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** What the page needs to know before anybody has signed in. Nothing of the log. */
export interface PanelConfig {
  title: string | null;
  logo: string | null;
  colours: Record<string, string>;
  environment: { label: string; colour?: string } | null;
  login: AdminOptions['login'] | null;
  /** The host knows its users by a cookie, so that no token is asked for. */
  cookie: boolean;
  apiBase: string;
}

/** The panel: a page without data, and its files. Everything it shows comes from the admin API. */
@Controller()
@UseGuards(EnabledGuard)
@SetMetadata(SKIP_ACTIVITY, true)
@Undescribed()
export class PanelController {
  constructor(
    @Inject(PanelFiles) private readonly files: PanelFiles,
    @Inject(AdminOptions) private readonly options: AdminOptions,
    @Inject(ADMIN_SURROUNDINGS) private readonly surroundings: AdminSurroundings,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
  ) {}

  /** To the page itself: its addresses are relative, and there, unlike here, it does not matter who put what before them. */
  @Get()
  page(@Req() { originalUrl }: PageRequest, @Res({ passthrough: true }) response: object): void {
    const [path = ''] = originalUrl.split('?');
    const { httpAdapter } = this.host;
    httpAdapter.setHeader(response, 'Location', `${path.slice(path.lastIndexOf('/') + 1)}/${PAGE}`.replace(/^\//, ''));
    httpAdapter.setHeader(response, 'Cache-Control', 'no-store');
    httpAdapter.status(response, 302);
  }

  /** One route for both: a literal one would shadow this under a host's strict `routeConflictPolicy`. */
  @Get(':file')
  fileAtTop(
    @Param('file') name: string,
    @Req() request: PageRequest,
    @Res({ passthrough: true }) response: object,
  ): StreamableFile | PanelConfig {
    return name === CONFIG ? this.config(response) : this.file(name, request, response);
  }

  @Get('assets/:file')
  asset(
    @Param('file') name: string,
    @Req() request: PageRequest,
    @Res({ passthrough: true }) response: object,
  ): StreamableFile {
    return this.file(`assets/${name}`, request, response);
  }

  private config(response: object): PanelConfig {
    this.setHeaders(response, 'no-store');
    const { title, logo, colours, environment, login } = this.options;
    return {
      title: title ?? null,
      logo: logo ?? null,
      colours,
      environment: environment ?? null,
      login: login ?? null,
      cookie: this.surroundings.hasSession,
      apiBase: './api',
    };
  }

  private file(name: string, { headers }: PageRequest, response: object): StreamableFile {
    const file = this.files.find(name, headers['accept-encoding']);
    this.setHeaders(response, file && HASHED.test(name) ? 'public, max-age=31536000, immutable' : 'no-store');
    if (!file) throw new NotFoundException();
    const { httpAdapter } = this.host;
    if (file.varies) httpAdapter.setHeader(response, 'Vary', 'Accept-Encoding');
    if (file.encoding) httpAdapter.setHeader(response, 'Content-Encoding', file.encoding);
    return new StreamableFile(file.content, { type: file.contentType, length: file.content.length });
  }

  private setHeaders(response: object, cacheControl: string): void {
    for (const [name, value] of Object.entries(HEADERS)) this.host.httpAdapter.setHeader(response, name, value);
    this.host.httpAdapter.setHeader(response, 'Cache-Control', cacheControl);
  }
}
