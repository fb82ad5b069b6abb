import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { ACTIVITY_ANOMALY, type ActivityAnomaly } from 'nestjs-activity-tracker';

const KEPT = 20;

export interface SecurityNotice {
  text: string;
  at: Date;
}

/** Asks customers "was this you?". A real shop sends an e-mail. */
@Injectable()
export class SecurityNotices {
  private readonly notices = new Map<string, SecurityNotice[]>();

  @OnEvent(ACTIVITY_ANOMALY)
  tell({ user_id, rule, at, evidence: { values } }: ActivityAnomaly): void {
    const texts: Partial<Record<typeof rule, string>> = {
      new_country: `Your account was used from ${values.country} for the first time. Was this you?`,
      new_device: `Your account was used by ${values.device} for the first time. Was this you?`,
      failed_sign_in_burst: `${values.calls} attempts to sign in to your account failed. Were these yours?`,
      impossible_travel: `Your account was used from ${values.from} and from ${values.to} within ${values.minutes} minutes.`,
    };
    const text = texts[rule];
    if (user_id === null || text === undefined) return;
    this.notices.set(String(user_id), [{ text, at }, ...this.of(user_id)].slice(0, KEPT));
  }

  of(userId: string | number): SecurityNotice[] {
    return this.notices.get(String(userId)) ?? [];
  }
}
