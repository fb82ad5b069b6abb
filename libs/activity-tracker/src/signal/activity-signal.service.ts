import { type OnApplicationBootstrap } from '@nestjs/common';
import type { ModuleRef, ModulesContainer } from '@nestjs/core';
import type { EventEmitter2 } from '@nestjs/event-emitter';
import type { ActivityLog } from '../record/activity-log.js';
import { ACTIVITY_LOGGED } from './activity-logged.js';
import { copyRecord } from './copy-record.js';
import { hostBus, ownBus } from './own-bus.js';
import { HostLog } from '../common/host-log.js';
import { errorText } from '../common/error-text.js';

type Listener = (...args: unknown[]) => unknown;

interface Audience {
  readonly listeners: readonly Listener[];
  /** Of `onAny()`. */
  readonly eavesdroppers: readonly Listener[];
}

const NOBODY: Audience = { listeners: [], eavesdroppers: [] };

/**
 * Announces each record on the host's event bus. A listener that throws, rejects, hangs or changes the record reaches
 * neither the response, nor the stored record, nor the other listeners. With a bus that fails there are no listeners.
 */
export class ActivitySignalService implements OnApplicationBootstrap {
  private readonly logger = new HostLog();
  private bus: EventEmitter2 | undefined;
  private hasFailedBus = false;
  /** Times a listener threw or rejected. */
  failures = 0;

  /** @param Emitter that of @nestjs/event-emitter; `undefined` where `signal` is off: then no provider is examined */
  constructor(
    private readonly modules: ModulesContainer,
    private readonly moduleRef: ModuleRef,
    private readonly Emitter: typeof EventEmitter2 | undefined,
  ) {}

  /** Finds the listeners now, and not within the first request, where request-bound proxies would answer. */
  onApplicationBootstrap(): void {
    if (this.Emitter) this.audience();
  }

  /** Never throws. */
  emit(record: ActivityLog): void {
    const { listeners, eavesdroppers } = this.audience();
    if (listeners.length === 0 && eavesdroppers.length === 0) return;
    try {
      const copy = copyRecord(record);
      // Not `emit()`: there the first listener that throws silences the later ones, and rejections are unhandled.
      for (const listener of listeners) this.call(listener, copy);
      for (const listener of eavesdroppers) this.call(listener, ACTIVITY_LOGGED, copy);
    } catch (error) {
      this.noteFailure(error);
    }
  }

  /** Never throws. */
  get isListenedTo(): boolean {
    const { listeners, eavesdroppers } = this.audience();
    return listeners.length > 0 || eavesdroppers.length > 0;
  }

  private audience(): Audience {
    const { Emitter } = this;
    if (!Emitter) return NOBODY;
    try {
      this.bus ??= hostBus(this.modules, Emitter) ?? this.ownBus(Emitter);
      return {
        listeners: this.bus.listeners(ACTIVITY_LOGGED) as Listener[],
        eavesdroppers: this.bus.listenersAny() as Listener[],
      };
    } catch (error) {
      if (!this.hasFailedBus) {
        this.hasFailedBus = true;
        this.logger.error(
          `The event bus failed: ${errorText(error)}. Records are stored, and not announced while it fails (logged once).`,
        );
      }
      return NOBODY;
    }
  }

  private ownBus(Emitter: typeof EventEmitter2): EventEmitter2 {
    return ownBus(this.modules, this.moduleRef, Emitter, (provider, error) =>
      this.logger.warn(
        `Provider ${provider} cannot be examined for listeners of ${ACTIVITY_LOGGED}: ${errorText(error)}. It will not ` +
          'hear records. Import EventEmitterModule to have Nest subscribe it.',
      ),
    );
  }

  private call(listener: Listener, ...args: unknown[]): void {
    try {
      const result = listener.apply(this.bus, args);
      if (result instanceof Promise) result.catch((error: unknown) => this.noteFailure(error));
    } catch (error) {
      this.noteFailure(error);
    }
  }

  private noteFailure(error: unknown): void {
    if (this.failures++ === 0) {
      this.logger.error(`A listener of ${ACTIVITY_LOGGED} failed (logged once): ${errorText(error)}`);
    }
  }
}
