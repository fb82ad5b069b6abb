import { HttpException, HttpStatus, StreamableFile } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import { catchError, exhaustMap, from, of, Subscription, timeout, timer } from 'rxjs';
import { callerOf } from '../../../http/access/caller.js';
import type { HistoryGuard } from '../../../http/access/history.guard.js';
import type { AdminOptions } from '../../admin.options.js';
import type { AuditTrail } from '../../audit/audit-trail.js';
import { EventStream } from '../../live/event-stream.js';
import type { StreamEnd } from '../../stream-end.js';
import type { LiveTail } from '../../live/live-tail.js';
import type { AuditEntry } from '../../../storage/port/audit-store.js';
import type { ActivityQuery } from '../../query/activity-query.js';
import { recordMatcher } from '../../query/plan/record-matcher.js';
import type { AdminRequest } from '../admin-api.js';
import { type AnswerContext, onlyKnownBesideFields, resolvedQuestionOf } from '../question.js';

/** Proxies close silent connections. The caller's permission is checked at the same interval. */
const HEARTBEAT_MS = 15_000;

/** Without a verified token, only a new request tells whether the session of the caller goes on. */
const CHECKS_OF_A_SESSION = 20;

const HEADERS = {
  'Cache-Control': 'private, no-cache, no-store, no-transform',
  'X-Accel-Buffering': 'no',
} as const;

export class LiveAnswers {
  private entering = 0;

  constructor(
    private readonly tail: LiveTail,
    private readonly end: StreamEnd,
    private readonly guard: HistoryGuard,
    private readonly options: AdminOptions,
    private readonly context: AnswerContext,
    private readonly audit: AuditTrail,
    private readonly host: HttpAdapterHost,
  ) {}

  async live(request: AdminRequest, response: object): Promise<StreamableFile> {
    const { query, rest } = await resolvedQuestionOf(request.originalUrl, this.context);
    onlyKnownBesideFields(rest);
    const matches = recordMatcher(query);
    const entry = await this.admit(request, query);
    const after = request.headers['last-event-id'];
    const events = new EventStream();
    const subscription = new Subscription();
    const finish = (): void => {
      subscription.unsubscribe();
      events.finish();
    };
    events.once('close', () => {
      subscription.unsubscribe();
      void this.audit.end(entry, { records: events.recordsSent, complete: events.readableEnded });
    });
    subscription.add(
      this.tail.watch(matches, typeof after === 'string' ? after : undefined).subscribe((event) => events.send(event)),
    );
    subscription.add(
      timer(HEARTBEAT_MS, HEARTBEAT_MS)
        .pipe(
          // A check that times out counts as a refusal, so that it cannot keep the stream open.
          exhaustMap((check) => from(this.mayGoOn(request, entry, check)).pipe(timeout(HEARTBEAT_MS))),
          catchError(() => of(false)),
        )
        .subscribe((allowed) => (allowed ? events.heartbeat() : finish())),
    );
    const closing = this.end.signalFor(response);
    if (closing.aborted) finish();
    else closing.addEventListener('abort', finish, { once: true });
    for (const [name, value] of Object.entries(HEADERS)) this.host.httpAdapter.setHeader(response, name, value);
    return new StreamableFile(events, { type: 'text/event-stream' }).setErrorLogger(() => {});
  }

  /** Counts in the audit entry; if that cannot be stored, the stream ends. */
  private async mayGoOn(request: AdminRequest, entry: AuditEntry, check: number): Promise<boolean> {
    if (check >= CHECKS_OF_A_SESSION - 1 && !(await callerOf(request).sentVerifiedToken?.())) return false;
    return (await this.guard.stillAllows(request, 'view')) && this.audit.repeat(entry);
  }

  private async admit(request: AdminRequest, query: ActivityQuery): Promise<AuditEntry> {
    if (this.tail.size + this.entering >= this.options.maxWatchers)
      throw new HttpException('Too many live viewers. Try again later.', HttpStatus.TOO_MANY_REQUESTS);
    this.entering++;
    try {
      return await this.audit.write(request, { action: 'live', query });
    } finally {
      this.entering--;
    }
  }
}
