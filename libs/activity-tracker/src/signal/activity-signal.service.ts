import { type OnApplicationBootstrap } from '@nestjs/common';
import type { ModuleRef, ModulesContainer } from '@nestjs/core';
import type { EventEmitter2 } from '@nestjs/event-emitter';
import type { ActivityLog } from '../record/activity-log.js';
import { ACTIVITY_ANOMALY, ACTIVITY_LOGGED } from './event-names.js';
import { copyRecord } from './copy-record.js';
import { hostBus, ownBus } from './own-bus.js';
import { HostLog } from '../common/host-log.js';
import { errorText } from '../common/error-text.js';

type Listener = (...args: unknown[]) => unknown;

interface Audience {
  readonly listeners: readonly Listener[];
  readonly anyListeners: readonly Listener[];
}

const NO_AUDIENCE: Audience = { listeners: [], anyListeners: [] };

/** A listener that throws, rejects, hangs or changes an event affects neither stored records nor other listeners. */
export class ActivitySignalService implements OnApplicationBootstrap {
  private readonly logger = new HostLog();
  private bus: EventEmitter2 | undefined;
  private hasFailedBus = false;
  failures = 0;

  /** @param Emitter class of @nestjs/event-emitter; `undefined` if `signal` is off */
  constructor(
    private readonly modules: ModulesContainer,
    private readonly moduleRef: ModuleRef,
    private readonly Emitter: typeof EventEmitter2 | undefined,
  ) {}

  /** Finds listeners at boot: during a request, request-scoped proxies would respond. */
  onApplicationBootstrap(): void {
    if (this.Emitter) this.audienceOf(ACTIVITY_LOGGED);
  }

  emit(record: ActivityLog): void {
    this.emitTo(ACTIVITY_LOGGED, () => copyRecord(record));
  }

  emitAnomaly(anomaly: object): void {
    this.emitTo(ACTIVITY_ANOMALY, () => anomaly);
  }

  get isListenedTo(): boolean {
    return this.hasListeners(ACTIVITY_LOGGED);
  }

  get hasAnomalyListeners(): boolean {
    return this.hasListeners(ACTIVITY_ANOMALY);
  }

  private hasListeners(event: string): boolean {
    const { listeners, anyListeners } = this.audienceOf(event);
    return listeners.length > 0 || anyListeners.length > 0;
  }

  /** @param payloadOf called only if the event has listeners */
  private emitTo(event: string, payloadOf: () => object): void {
    const { listeners, anyListeners } = this.audienceOf(event);
    if (listeners.length === 0 && anyListeners.length === 0) return;
    try {
      const payload = payloadOf();
      // `emit()` would stop at the first listener that throws, and leave rejections unhandled.
      for (const listener of listeners) this.call(event, listener, payload);
      for (const listener of anyListeners) this.call(event, listener, event, payload);
    } catch (error) {
      this.noteFailure(event, error);
    }
  }

  private audienceOf(event: string): Audience {
    const { Emitter } = this;
    if (!Emitter) return NO_AUDIENCE;
    try {
      this.bus ??= hostBus(this.modules, Emitter) ?? this.ownBus(Emitter);
      return {
        listeners: this.bus.listeners(event) as Listener[],
        anyListeners: this.bus.listenersAny() as Listener[],
      };
    } catch (error) {
      if (!this.hasFailedBus) {
        this.hasFailedBus = true;
        this.logger.error(
          `The event bus failed: ${errorText(error)}. Storing records without emitting them. Repair the event emitter (logged once)`,
        );
      }
      return NO_AUDIENCE;
    }
  }

  private ownBus(Emitter: typeof EventEmitter2): EventEmitter2 {
    return ownBus(this.modules, this.moduleRef, Emitter, (provider, error) =>
      this.logger.warn(
        `Provider ${provider} cannot be searched for listeners of ${ACTIVITY_LOGGED} and ${ACTIVITY_ANOMALY}: ${errorText(error)}. Leaving it ` +
          'unsubscribed. Import EventEmitterModule so that Nest subscribes it.',
      ),
    );
  }

  private call(event: string, listener: Listener, ...args: unknown[]): void {
    try {
      const result = listener.apply(this.bus, args);
      if (result instanceof Promise) result.catch((error: unknown) => this.noteFailure(event, error));
    } catch (error) {
      this.noteFailure(event, error);
    }
  }

  private noteFailure(event: string, error: unknown): void {
    if (this.failures++ === 0) {
      this.logger.error(
        `A listener of ${event} failed: ${errorText(error)}. Further failures are only counted in ` +
          'stats().listenerFailures. Correct the listener (logged once)',
      );
    }
  }
}
