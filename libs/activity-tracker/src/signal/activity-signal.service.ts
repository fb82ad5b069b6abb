import { Inject, Injectable, Logger } from '@nestjs/common';
import { ModuleRef, ModulesContainer } from '@nestjs/core';
import type { EventEmitter2 } from '@nestjs/event-emitter';
import type { ActivityLog } from '../record/activity-log.js';
import { ACTIVITY_LOGGED } from './activity-logged.js';
import { copyRecord } from './copy-record.js';
import { hostBus, ownBus } from './own-bus.js';

type Listener = (...args: unknown[]) => unknown;

/**
 * Announces each record on the host's event bus. A listener that throws, rejects, hangs or changes what it is given
 * reaches neither the response, nor the stored record, nor the other listeners' turn.
 */
@Injectable()
export class ActivitySignalService {
  private readonly logger = new Logger('ActivityTracker');
  private bus: EventEmitter2 | undefined;
  /** Times a listener threw or rejected. */
  failures = 0;

  constructor(
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(ModuleRef) private readonly moduleRef: ModuleRef,
  ) {}

  emit(record: ActivityLog): void {
    const { listeners, eavesdroppers } = this.audience();
    if (listeners.length === 0 && eavesdroppers.length === 0) return;
    const copy = copyRecord(record);
    // Not `emit()`: there the first listener that throws silences those after it, and a rejection is nobody's to catch.
    for (const listener of listeners) this.call(listener, copy);
    for (const listener of eavesdroppers) this.call(listener, ACTIVITY_LOGGED, copy);
  }

  get isListenedTo(): boolean {
    const { listeners, eavesdroppers } = this.audience();
    return listeners.length > 0 || eavesdroppers.length > 0;
  }

  private audience(): { listeners: Listener[]; eavesdroppers: Listener[] } {
    this.bus ??= hostBus(this.modules) ?? ownBus(this.modules, this.moduleRef);
    return {
      listeners: this.bus.listeners(ACTIVITY_LOGGED) as Listener[],
      eavesdroppers: this.bus.listenersAny() as Listener[],
    };
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
      this.logger.error(
        `A listener of ${ACTIVITY_LOGGED} failed (said once): ${(error as Error)?.message ?? String(error)}`,
      );
    }
  }
}
