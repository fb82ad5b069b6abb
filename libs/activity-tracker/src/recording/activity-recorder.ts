import { Injectable, ServiceUnavailableException } from '@nestjs/common';
import { CaptureOptions } from '../capture/capture.options.js';
import type { Exchange } from '../capture/exchange.js';
import { ResolverRegistry } from '../capture/graphql/resolver-registry.js';
import type { RouteMetadata } from '../capture/routes/route-metadata.js';
import { RouteRegistry } from '../capture/routes/route-registry.js';
import type { Verdict } from '../identity/identity.js';
import { IdentityService } from '../identity/identity.service.js';
import { Refusal } from '../identity/token/refusal.js';
import { isIdentity } from '../identity/token/token-source.js';
import { isOwn } from '../record/own-requests.js';
import type { Call } from './call.js';
import type { CustomActivity } from './custom-activity.js';
import { EarlyIdentities } from './early-identities.js';
import { settledWithin } from '../common/deadline.js';
import { ExchangeJournal, type IdentifiedExchange } from './exchange-journal.js';
import { failureText } from './thread/frame-recorder.js';
import { ExchangeIdentity } from './exchange-identity.js';
import { ExchangeReader } from './exchange-reader.js';
import { graphqlCall } from './graphql-call.js';
import { attemptedField } from './refused-sign-in.js';
import { RecordBuilder } from './building/record-builder.js';
import { RecordSink } from './record-sink.js';
import { DeferredRecording } from './deferred-recording.js';
import { type Tracking, TrackingPolicy } from './tracking-policy.js';
import { HostLog } from '../common/host-log.js';

/** Milliseconds that a handler waits for its user to be identified in journal mode. */
const LONGEST_WAIT_MS = 1_000;

interface IdentifiedCall {
  readonly call: Call;
  readonly verdict: Verdict;
}

@Injectable()
export class ActivityRecorder {
  private readonly logger = new HostLog();
  private readonly policy: TrackingPolicy;
  private readonly deferred: DeferredRecording<IdentifiedCall>;
  private readonly early: EarlyIdentities;
  private readonly users: ExchangeIdentity;
  private readonly journal: ExchangeJournal;
  private ownFailures = 0;

  constructor(
    private readonly capture: CaptureOptions,
    private readonly routes: RouteRegistry,
    private readonly resolvers: ResolverRegistry,
    identities: IdentityService,
    private readonly reader: ExchangeReader,
    private readonly builder: RecordBuilder,
    private readonly sink: RecordSink,
  ) {
    this.policy = new TrackingPolicy(capture);
    this.early = new EarlyIdentities(identities, () => sink.isJournal);
    this.users = new ExchangeIdentity(identities, this.early, capture.maxBodyBytes);
    this.journal = new ExchangeJournal((call, verdict) => builder.build(reader.read(call, verdict)), sink);
    this.deferred = new DeferredRecording(
      (call) => this.recordNow(call),
      (pending) => this.sink.trackPending(pending),
    );
  }

  /**
   * A sign-out may remove the user before the response ends.
   * @throws ServiceUnavailableException if the request must be recorded and cannot be
   */
  guardsPassed(exchange: Exchange, route: RouteMetadata): Promise<unknown> | undefined {
    if (route.mustBeRecorded && this.sink.refusesRequests) {
      throw new ServiceUnavailableException(
        'This request must be recorded, and the activity log takes no records at present.',
      );
    }
    try {
      const method = exchange.request.method ?? '';
      if (this.policy.decide({ method, route }).tracking === 'none') return undefined;
      const pending = this.early.resolve(exchange, route);
      // Delay the handler: its response must not end before the user of the record is known.
      return pending && this.sink.isJournal ? settledWithin(pending, LONGEST_WAIT_MS) : undefined;
    } catch (error) {
      this.noteFailure(error);
      return undefined;
    }
  }

  record(exchange: Exchange): void {
    if (isOwn(exchange.request)) return;
    try {
      const identified = this.journal.recall(exchange) ?? this.identified(exchange);
      if (!identified) return;
      const { call, tracking, verdict } = identified;
      const isFinal = !(verdict instanceof Promise) && !this.journal.isPartial(exchange);
      if (isFinal && this.journal.finish(exchange)) return;
      if (verdict instanceof Promise) {
        // The application may reuse its buffers meanwhile.
        exchange.sent.detach();
        this.sink.trackPending(this.recordIdentified(call, tracking, verdict));
      } else if (shouldRecord(call, tracking, verdict)) this.defer({ call, verdict });
    } catch (error) {
      this.noteFailure(error);
    }
  }

  /** Never throws. While the user is being identified, the record is anonymous, or missing if the policy skips those. */
  writeAhead(exchanges: readonly Exchange[]): void {
    try {
      this.sink.journalTogether(() => {
        for (const exchange of exchanges) this.writeOneAhead(exchange);
      });
    } catch (error) {
      this.noteFailure(error);
    }
  }

  private writeOneAhead(exchange: Exchange): void {
    if (isOwn(exchange.request)) return;
    try {
      const identified = this.journal.recall(exchange) ?? this.identified(exchange);
      if (!identified) return;
      this.journal.remember(identified);
      const { call, tracking, verdict } = identified;
      const known = verdict instanceof Promise ? null : verdict;
      if (shouldRecord(call, tracking, known)) this.journal.write(call, known);
    } catch (error) {
      this.noteFailure(error);
    }
  }

  private identified(exchange: Exchange): IdentifiedExchange | undefined {
    const matched = exchange.matchedRoute();
    const method = exchange.request.method ?? '';
    const handler = exchange.route ?? (matched && this.routes.find(matched, method));
    const graphql = handler ? undefined : graphqlCall(exchange, this.resolvers, this.capture.maxBodyBytes);
    const route = handler ?? graphql?.resolvers[0];
    const tracking = graphql
      ? this.policy.decideForAll({ method, routes: graphql.resolvers, isComplete: graphql.isComplete })
      : this.policy.decide({ method, route }).tracking;
    if (tracking === 'none') return undefined;
    const call: Call = {
      exchange,
      route,
      template: matched?.template ?? null,
      params: matched?.params,
      attemptedField: attemptedField(route, exchange.statusCode, this.capture.signIns),
      graphql,
    };
    return { call, tracking, verdict: this.users.of(exchange) };
  }

  get failures(): number {
    return this.ownFailures + this.sink.failures;
  }

  recordCustom(activity: CustomActivity): void {
    try {
      this.sink.accept(this.builder.custom(activity, this.reader.address(activity.clientIp)));
    } catch (error) {
      this.noteFailure(error);
    }
  }

  flushDeferred(): void {
    this.deferred.flush();
  }

  private async recordIdentified(call: Call, tracking: Tracking, pending: Promise<Verdict>): Promise<void> {
    try {
      const verdict = await pending;
      if (this.journal.has(call.exchange) || shouldRecord(call, tracking, verdict)) this.recordNow({ call, verdict });
    } catch (error) {
      this.noteFailure(error);
    }
  }

  private defer(identified: IdentifiedCall): void {
    // Copying takes no longer than deferring.
    if (this.copied(identified)) return;
    identified.call.exchange.sent.detach();
    this.deferred.add(identified, this.sink.isListenedTo);
  }

  private recordNow({ call, verdict }: IdentifiedCall): void {
    try {
      if (this.journal.has(call.exchange)) {
        this.journal.write(call, verdict);
        this.journal.finish(call.exchange);
        return;
      }
      if (!this.copied({ call, verdict })) this.sink.accept(this.builder.build(this.reader.read(call, verdict)));
    } catch (error) {
      this.noteFailure(error);
    }
  }

  private copied({ call, verdict }: IdentifiedCall): boolean {
    return this.sink.isThreaded && this.sink.takes(this.reader.read(call, verdict));
  }

  noteFailure(error: unknown): void {
    if (this.ownFailures++ === 0) {
      this.logger.error(failureText(error));
    }
  }
}

function shouldRecord(call: Call, tracking: Tracking, verdict: Verdict): boolean {
  if (isIdentity(verdict) || tracking === 'all' || call.attemptedField !== undefined) return true;
  return verdict instanceof Refusal && verdict.mayBeSignedIn && !isRefusedByGuard(call);
}

function isRefusedByGuard({ exchange }: Call): boolean {
  return exchange.statusCode === 401 && exchange.route === undefined;
}
