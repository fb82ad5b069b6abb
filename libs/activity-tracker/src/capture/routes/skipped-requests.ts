import type { IncomingMessage } from 'node:http';

import type { CaptureOptions } from '../capture.options.js';
import { originForm, pathOf } from '../request-target.js';
import { HostLog } from '../../common/host-log.js';
import { errorText } from '../../common/error-text.js';

export class SkippedRequests {
  private readonly logger = new HostLog();
  private readonly matchers: readonly ((path: string) => boolean)[];
  private readonly skip: CaptureOptions['skip'];
  private hasFailed = false;

  constructor({ skip, skipPaths }: Pick<CaptureOptions, 'skip' | 'skipPaths'>) {
    this.skip = skip;
    this.matchers = skipPaths.map(matcherOf);
  }

  has(request: IncomingMessage): boolean {
    if (this.matchers.length > 0) {
      const path = pathOf(originForm((request as { originalUrl?: string }).originalUrl ?? request.url ?? ''));
      if (this.matchers.some((matches) => matches(path))) return true;
    }
    return this.skip !== undefined && this.callSkip(request, this.skip);
  }

  private callSkip(request: IncomingMessage, skip: (request: IncomingMessage) => unknown): boolean {
    try {
      const answer = skip(request);
      if (typeof (answer as PromiseLike<unknown> | undefined)?.then !== 'function') return Boolean(answer);
      (answer as PromiseLike<unknown>).then(undefined, () => undefined);
      throw new Error('it returned a promise');
    } catch (error) {
      this.warnOnce(error);
      return false;
    }
  }

  private warnOnce(error: unknown): void {
    if (this.hasFailed) return;
    this.hasFailed = true;
    const message = errorText(error);
    this.logger.warn(
      `capture.skip failed: ${message}. Recording the request. Return true or false from capture.skip (logged once)`,
    );
  }
}

/** Prefixes end at segment boundaries: `/static` does not match `/statistics`. */
function matcherOf(pattern: string | RegExp): (path: string) => boolean {
  if (typeof pattern === 'string') {
    const below = pattern.endsWith('/') ? pattern : `${pattern}/`;
    return (path) => path === pattern || path.startsWith(below);
  }
  // The flags `g` and `y` would keep a position between requests.
  const stateless = new RegExp(pattern.source, pattern.flags.replaceAll(/[gy]/g, ''));
  return (path) => stateless.test(path);
}
