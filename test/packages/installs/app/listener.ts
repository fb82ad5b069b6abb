import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { ACTIVITY_LOGGED, type ActivityLog } from 'nestjs-activity-tracker';

@Injectable()
export class Listener {
  readonly heard: string[] = [];

  @OnEvent(ACTIVITY_LOGGED)
  onActivity({ method, status_code }: ActivityLog): void {
    this.heard.push(`${method} ${status_code}`);
  }
}
