import { Controller, HttpException, HttpStatus, Inject, type MessageEvent, Req, Sse } from '@nestjs/common';
import { concat, filter, first, map, merge, type Observable, of, share, switchMap, takeUntil, timer } from 'rxjs';
import { HistoryGuard } from '../../history/history.guard.js';
import { Described } from '../../history/described.js';
import { QUESTION_PARAMETERS } from './described-parameters.js';
import { AdminOptions } from '../admin.options.js';
import { type LiveEvent, LiveTail } from '../live/live-tail.js';
import { recordMatcher } from '../query/record-matcher.js';
import { AdminApi, type AdminRequest } from './admin-api.js';
import { onlyKnown, questionOf } from './question.js';

/** Proxies close what is silent; the caller is asked for anew at the same time. */
const HEARTBEAT_MS = 15_000;

/** Records as they are stored, as server-sent events: read with `fetch`, so that a token can be sent. */
@Controller()
@AdminApi()
export class LiveController {
  constructor(
    @Inject(LiveTail) private readonly tail: LiveTail,
    @Inject(HistoryGuard) private readonly guard: HistoryGuard,
    @Inject(AdminOptions) private readonly options: AdminOptions,
  ) {}

  /** Ends with the event `end` when the caller's token runs out, or the permission is taken away. */
  @Sse('live')
  @Described({
    summary: 'Records as they are stored',
    answer: 'Events: open, record, skipped, heartbeat, end.',
    type: 'events',
    query: QUESTION_PARAMETERS,
    also: { 429: 'Too many watch at the moment.' },
  })
  live(@Req() request: AdminRequest): Observable<MessageEvent> {
    const { query, rest } = questionOf(request.originalUrl, this.options.timeZone);
    onlyKnown(rest);
    if (this.tail.size >= this.options.maxWatchers)
      throw new HttpException('Too many watch at the moment. Try again later.', HttpStatus.TOO_MANY_REQUESTS);
    const beats = timer(HEARTBEAT_MS, HEARTBEAT_MS).pipe(
      switchMap(() => this.guard.stillAllows(request, 'view')),
      share(),
    );
    const after = request.headers['last-event-id'];
    const records = this.tail.watch(recordMatcher(query), typeof after === 'string' ? after : undefined);
    const ended = beats.pipe(
      filter((allowed) => !allowed),
      first(),
    );
    const heartbeats = beats.pipe(
      filter(Boolean),
      map(() => ({ type: 'heartbeat', data: '' })),
    );
    return concat(
      merge(of({ type: 'open', data: '' }), records.pipe(map(asMessage)), heartbeats).pipe(takeUntil(ended)),
      of({ type: 'end', data: '' }),
    );
  }
}

function asMessage(event: LiveEvent): MessageEvent {
  if (event.type === 'skipped') return { type: 'skipped', data: '' };
  return { type: 'record', id: event.position, data: event.record };
}
