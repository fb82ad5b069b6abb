import { Inject, Injectable } from '@nestjs/common';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../activity-tracker.options.js';
import type {
  BufferHealth,
  HostStatus,
  RecordingHealth,
  RecordingThreadHealth,
  SpoolHealth,
} from '../admin/host-status.js';
import { RetentionSchedule } from '../admin/upkeep-schedules.js';
import type { RegisteredRoute } from '../admin/statistics/routes.service.js';
import { ApplicationLife } from '../buffer/life/application-life.js';
import { LogBufferService } from '../buffer/log-buffer.service.js';
import { RouteRegistry } from '../capture/routes/route-registry.js';
import { CountryLookup } from '../identity/country/country-lookup.js';
import { IdentityService } from '../identity/identity.service.js';
import { ActivityRecorder } from '../recording/activity-recorder.js';
import { RECORDING_THREAD } from './recording-providers.js';

/** State of the recording side, for the admin API, which may not import it. Each function may be passed on alone. */
@Injectable()
export class RecordingStatus implements HostStatus {
  readonly hasSession: boolean;

  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    private readonly log: LogBufferService,
    private readonly recorder: ActivityRecorder,
    private readonly registry: RouteRegistry,
    private readonly countries: CountryLookup,
    private readonly identities: IdentityService,
    private readonly life: ApplicationLife,
    private readonly retention: RetentionSchedule,
    @Inject(RECORDING_THREAD) private readonly thread: () => RecordingThreadHealth,
  ) {
    this.hasSession = options.resolveUser !== undefined || options.jwt?.from !== undefined;
  }

  readonly health = (): RecordingHealth => {
    const { failures, down } = this.retention;
    return {
      buffer: this.buffer(),
      spool: this.spool(),
      recording_thread: this.thread(),
      geo: this.countries.file(),
      unidentified: this.identities.unidentifiedCounts,
      retention: { failures, down },
    };
  };

  private buffer(): BufferHealth {
    const { waitingBytes, storeAway, spool: _, checkpointFailures: __, ...stats } = this.log.stats();
    return {
      ...stats,
      waiting_bytes: waitingBytes,
      max_bytes: this.options.buffer.maxBytes,
      failed: this.recorder.failures,
      store_away: storeAway,
    };
  }

  private spool(): SpoolHealth | null {
    const { spool } = this.log.stats();
    const place = this.log.spoolPlace();
    if (!spool || !place) return null;
    const { segments, isHealthy, bytes, dropped, quarantined, rejected, failures } = spool;
    const counts = { dropped, quarantined, rejected, failures };
    return { mode: this.options.buffer.durability, ...place, bytes, files: segments, ...counts, healthy: isHealthy };
  }

  readonly routes = (): readonly RegisteredRoute[] => this.registry.routes();

  readonly signIns = (): readonly string[] => {
    const decorated = this.registry.ofHost().filter(({ signIn }) => signIn !== undefined);
    return [
      ...Object.keys(this.options.capture.signIns),
      ...decorated.map(({ namespace, urlName }) => `${namespace}.${urlName}`),
    ];
  };

  readonly flush = (): Promise<void> => this.log.flushAll();

  readonly finishBeforeClose = (work: Promise<unknown>): void => {
    this.life.finishBeforeClose(work);
  };
}
