import { Inject, Injectable } from '@nestjs/common';
import { readBody } from '../capture/bodies/body-content.js';
import { CaptureOptions } from '../capture/capture.options.js';
import type { Exchange } from '../capture/exchange.js';
import { ResolverRegistry } from '../capture/graphql/resolver-registry.js';
import type { RouteMetadata } from '../capture/routes/route-metadata.js';
import { RouteRegistry } from '../capture/routes/route-registry.js';
import { sentHeaders } from '../capture/sent-header.js';
import type { Identity, MaybeIdentity, MaybeVerdict } from '../identity/identity.js';
import { IdentityService } from '../identity/identity.service.js';
import { TOKEN_START } from '../identity/token/login-response.js';
import { isOwn } from '../record/own-requests.js';
import type { Call } from './call.js';
import type { CustomActivity } from './custom-activity.js';
import { EarlyIdentities } from './early-identities.js';
import { settledWithin } from '../common/deadline.js';
import { ExchangeJournal, type IdentifiedExchange } from './exchange-journal.js';
import { graphqlCall } from './graphql-call.js';
import { attemptedField } from './refused-sign-in.js';
import { RecordBuilder } from './record-builder.js';
import { RecordSink } from './record-sink.js';
import { RecordingTurn } from './recording-turn.js';
import { type Tracking, TrackingPolicy } from './tracking-policy.js';
import { HostLog } from '../common/host-log.js';

/** Milliseconds that a handler waits to be told its user, where records are written before the response ends. */
const LONGEST_WAIT_MS = 1_000;

interface IdentifiedCall {
  readonly call: Call;
  readonly identity: Identity | null;
}

/**
 * Takes an exchange that ended, decides whether it is recorded, and hands the record on. Whatever goes wrong in here
 * costs that one record and is said once; the host never sees it.
 */
@Injectable()
export class ActivityRecorder {
  private readonly logger = new HostLog();
  private readonly policy: TrackingPolicy;
  private readonly turn: RecordingTurn<IdentifiedCall>;
  private readonly early: EarlyIdentities;
  private readonly journal: ExchangeJournal;
  /** Calls that could not be recorded through a fault of ours. */
  failures = 0;

  constructor(
    @Inject(CaptureOptions) private readonly capture: CaptureOptions,
    @Inject(RouteRegistry) private readonly routes: RouteRegistry,
    @Inject(ResolverRegistry) private readonly resolvers: ResolverRegistry,
    @Inject(IdentityService) private readonly identities: IdentityService,
    @Inject(RecordBuilder) private readonly builder: RecordBuilder,
    @Inject(RecordSink) private readonly sink: RecordSink,
  ) {
    this.policy = new TrackingPolicy(capture);
    this.early = new EarlyIdentities(identities, () => sink.isJournal);
    this.journal = new ExchangeJournal(builder, sink);
    this.turn = new RecordingTurn(
      (call) => this.keep(call),
      (pending) => this.sink.expect(pending),
    );
  }

  /** Asks `resolveUser` now: a sign-out or a session that ends may remove the user before the response ends. Never throws. */
  guardsPassed(exchange: Exchange, route: RouteMetadata): Promise<unknown> | undefined {
    try {
      const method = exchange.request.method ?? '';
      if (this.policy.decide({ method, route }).tracking === 'nobody') return undefined;
      const answer = this.early.ask(exchange, route);
      // Else a handler that answers at once would end its response before it is known whose record to write.
      return answer && this.sink.isJournal ? settledWithin(answer, LONGEST_WAIT_MS) : undefined;
    } catch (error) {
      this.noteFailure(error);
      return undefined;
    }
  }

  /** Records the exchange if the policy says so. Never throws. */
  record(exchange: Exchange): void {
    if (isOwn(exchange.request)) return;
    try {
      const identified = this.journal.recall(exchange) ?? this.identified(exchange);
      if (!identified) return;
      const { call, tracking, identity } = identified;
      if (!(identity instanceof Promise) && this.journal.finish(exchange)) return;
      if (identity instanceof Promise) {
        // The host may reuse its buffers while its answer is awaited.
        exchange.sent.detach();
        this.sink.expect(this.keepIdentified(call, tracking, identity));
      } else if (isOfInterest(call, tracking, identity)) this.keepSoon({ call, identity });
    } catch (error) {
      this.noteFailure(error);
    }
  }

  /**
   * Writes the record of an exchange to disk, if the policy says so: the last byte of its response is about to leave. Never throws.
   * A user who is not known yet is awaited, and until then the record has none, or is not there, as for an anonymous request.
   */
  writeAhead(exchange: Exchange): void {
    if (isOwn(exchange.request)) return;
    try {
      const identified = this.journal.recall(exchange) ?? this.identified(exchange);
      if (!identified) return;
      this.journal.remember(identified);
      const { call, tracking, identity } = identified;
      const known = identity instanceof Promise ? null : identity;
      if (isOfInterest(call, tracking, known)) this.journal.write(call, known);
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
    if (tracking === 'nobody') return undefined;
    const call: Call = {
      exchange,
      route,
      template: matched?.template ?? null,
      params: matched?.params,
      attemptedField: attemptedField(route, exchange.statusCode, this.capture.signIns),
      graphql,
    };
    return { call, tracking, identity: this.identify(exchange) };
  }

  /** Records what is no request. Never throws. */
  recordCustom(activity: CustomActivity): void {
    try {
      const { record, bytes, bodyBytes } = this.builder.custom(activity);
      this.sink.accept(record, bytes, bodyBytes);
    } catch (error) {
      this.noteFailure(error);
    }
  }

  /** Records what has ended so far without waiting for more. Never throws. */
  endTurn(): void {
    this.turn.end();
  }

  private async keepIdentified(call: Call, tracking: Tracking, pending: Promise<Identity | null>): Promise<void> {
    try {
      const identity = await pending;
      if (this.journal.has(call.exchange)) {
        if (identity) this.journal.write(call, identity);
        this.journal.finish(call.exchange);
      } else if (isOfInterest(call, tracking, identity)) this.keep({ call, identity });
    } catch (error) {
      this.noteFailure(error);
    }
  }

  private keepSoon(identified: IdentifiedCall): void {
    identified.call.exchange.sent.detach();
    this.turn.add(identified, this.sink.isListenedTo);
  }

  private keep({ call, identity }: IdentifiedCall): void {
    try {
      const { record, bytes, bodyBytes } = this.builder.build(call, identity);
      this.sink.accept(record, bytes, bodyBytes);
    } catch (error) {
      this.noteFailure(error);
    }
  }

  private identify(exchange: Exchange): MaybeIdentity {
    return this.identities.ofEnded({
      request: exchange.platformRequest ?? exchange.request,
      headers: exchange.request.headers,
      at: exchange.arrivedAt,
      early: this.early.of(exchange),
      login: () => this.signedInBy(exchange),
    });
  }

  /** By the access token in the response, if the request had no Authorization header. */
  private signedInBy(exchange: Exchange): MaybeVerdict {
    const { identities } = this;
    if (!identities.readsLogins || exchange.request.headers.authorization !== undefined) return null;
    const setCookie = identities.readsLoginCookies ? sentHeaders(exchange.response)['set-cookie'] : undefined;
    const body = this.bodyWithToken(exchange);
    return body === undefined && setCookie === undefined ? null : identities.ofLogin(body, setCookie);
  }

  /** `undefined` for a body that surely holds no token: most are never parsed. */
  private bodyWithToken({ sent }: Exchange): unknown {
    if (!sent.mayHold(TOKEN_START)) return undefined;
    const { body, declaration } = sent;
    if (!body?.isKept || (!declaration.contentEncoding && !body.includes(TOKEN_START))) return undefined;
    return readBody(body, declaration, this.capture.maxBodyBytes).value;
  }

  /** Counts a failure of the tracker and logs the first. Never throws. */
  noteFailure(error: unknown): void {
    if (this.failures++ === 0) {
      this.logger.error(
        `Failed to record a request: ${(error as Error)?.message ?? String(error)}. Further failures are only counted in ` +
          'stats().failed (logged once).',
      );
    }
  }
}

function isOfInterest(call: Call, tracking: Tracking, identity: Identity | null): boolean {
  return identity !== null || tracking === 'everybody' || call.attemptedField !== undefined;
}
