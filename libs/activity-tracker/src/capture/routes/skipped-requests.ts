import type { IncomingMessage } from 'node:http';

import type { CaptureOptions } from '../capture.options.js';
import { originForm, pathOf } from '../request-target.js';
import { HostLog } from '../../common/host-log.js';
import { errorText } from '../../common/error-text.js';

/** Decides by `capture.skip` and `capture.skipPaths` which requests are not observed at all. */
export class SkippedRequests {
  private readonly logger = new HostLog();
  private readonly matchers: readonly ((path: string) => boolean)[];
  private readonly skip: CaptureOptions['skip'];
  private hasFailed = false;

  constructor({ skip, skipPaths }: Pick<CaptureOptions, 'skip' | 'skipPaths'>) {
    this.skip = skip;
    this.matchers = skipPaths.map(matcherOf);
  }

  /** Never throws: a request is observed where `capture.skip` fails to decide. */
  has(request: IncomingMessage): boolean {
    if (this.matchers.length > 0) {
      const path = pathOf(originForm((request as { originalUrl?: string }).originalUrl ?? request.url ?? ''));
      if (this.matchers.some((matches) => matches(path))) return true;
    }
    return this.skip !== undefined && this.asked(request, this.skip);
  }

  private asked(request: IncomingMessage, skip: (request: IncomingMessage) => unknown): boolean {
    try {
      const answer = skip(request);
      if (typeof (answer as PromiseLike<unknown> | undefined)?.then !== 'function') return Boolean(answer);
      (answer as PromiseLike<unknown>).then(undefined, () => undefined);
      throw new Error('it returned a promise; return true or false');
    } catch (error) {
      this.complain(error);
      return false;
    }
  }

  private complain(error: unknown): void {
    if (this.hasFailed) return;
    this.hasFailed = true;
    const message = errorText(error);
    this.logger.warn(`capture.skip failed: ${message}. The request is recorded. (logged once)`);
  }
}

/** A prefix ends where a segment does: `/static` is no prefix of `/statistics`. */
function matcherOf(pattern: string | RegExp): (path: string) => boolean {
  if (typeof pattern === 'string') {
    const below = pattern.endsWith('/') ? pattern : `${pattern}/`;
    return (path) => path === pattern || path.startsWith(below);
  }
  // Without `g` and `y` a RegExp keeps no position between two requests.
  const stateless = new RegExp(pattern.source, pattern.flags.replaceAll(/[gy]/g, ''));
  return (path) => stateless.test(path);
}
