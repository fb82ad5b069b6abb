import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { ACTIVITY_LOGGED, type ActivityLog } from 'nestjs-activity-tracker';

/** Counts records by handler, as a listener of the event bus. */
@Injectable()
export class ActivityCounters {
  private readonly counts = new Map<string, number>();

  @OnEvent(ACTIVITY_LOGGED)
  count({ namespace, url_name }: ActivityLog): void {
    const name = url_name === null ? 'unknown route' : [namespace, url_name].filter(Boolean).join('.');
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  byName(): Record<string, number> {
    return Object.fromEntries([...this.counts].sort(([, one], [, other]) => other - one));
  }
}
