import { Inject, Injectable, Logger } from '@nestjs/common';
import { readBody } from '../capture/body-content.js';
import { CaptureOptions } from '../capture/capture.options.js';
import type { Exchange } from '../capture/exchange.js';
import { RouteRegistry } from '../capture/route-registry.js';
import type { Identity, MaybeIdentity } from '../identity/identity.js';
import { IdentityService } from '../identity/identity.service.js';
import type { Call } from './call.js';
import type { CustomActivity } from './custom-activity.js';
import { RecordBuilder } from './record-builder.js';
import { RecordSink } from './record-sink.js';
import { RecordingTurn } from './recording-turn.js';
import { type Tracking, TrackingPolicy } from './tracking-policy.js';

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
  private readonly logger = new Logger('ActivityTracker');
  private readonly policy: TrackingPolicy;
  private readonly turn: RecordingTurn<IdentifiedCall>;
  /** Calls that could not be recorded through a fault of ours. */
  failures = 0;

  constructor(
    @Inject(CaptureOptions) private readonly capture: CaptureOptions,
    @Inject(RouteRegistry) private readonly routes: RouteRegistry,
    @Inject(IdentityService) private readonly identities: IdentityService,
    @Inject(RecordBuilder) private readonly builder: RecordBuilder,
    @Inject(RecordSink) private readonly sink: RecordSink,
  ) {
    this.policy = new TrackingPolicy(capture);
    this.turn = new RecordingTurn(
      (call) => this.keep(call),
      (pending) => this.sink.expect(pending),
    );
  }

  /** Records the exchange if the policy says so. Never throws. */
  record(exchange: Exchange): void {
    try {
      const matched = exchange.matchedRoute();
      const method = exchange.request.method ?? '';
      const route = exchange.route ?? (matched && this.routes.find(matched, method));
      const { tracking } = this.policy.decide({ method, route });
      if (tracking === 'nobody') return;
      const call: Call = { exchange, route, template: matched?.template ?? null };
      const identity = this.identify(exchange);
      if (identity instanceof Promise) this.sink.expect(this.keepIdentified(call, tracking, identity));
      else if (isOfInterest(tracking, identity)) this.keepSoon({ call, identity });
    } catch (error) {
      this.noteFailure(error);
    }
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
      if (isOfInterest(tracking, identity)) this.keep({ call, identity });
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
    const { authorization } = exchange.request.headers;
    const request = exchange.platformRequest ?? exchange.request;
    const sender = this.identities.ofRequest(request, authorization, exchange.arrivedAt);
    if (sender instanceof Promise) return sender.then((identity) => identity ?? this.signedInBy(exchange));
    return sender ?? this.signedInBy(exchange);
  }

  private signedInBy(exchange: Exchange): MaybeIdentity {
    const { request, sent } = exchange;
    const key = this.identities.loginKey;
    if (key === undefined || request.headers.authorization !== undefined || !sent.mayHold(`"${key}"`)) return null;
    const { body, declaration } = sent;
    if (!body?.isKept || (!declaration.contentEncoding && !body.includes(`"${key}"`))) return null;
    return this.identities.ofLogin(readBody(body, declaration, this.capture.maxBodyBytes).value);
  }

  /** A fault of ours: counted, and said once. Never throws. */
  noteFailure(error: unknown): void {
    if (this.failures++ === 0) {
      this.logger.error(
        `A call could not be recorded (said once, counted in stats().failed): ${(error as Error)?.message ?? String(error)}`,
      );
    }
  }
}

function isOfInterest(tracking: Tracking, identity: Identity | null): boolean {
  return identity !== null || tracking === 'everybody';
}
