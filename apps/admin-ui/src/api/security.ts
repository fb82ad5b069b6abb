import { step } from '../location/place';
import { useClient, useClock } from '../panel';
import { zoneParameter } from '../time/zone';
import { useAnswer } from './answer';
import { withSomeTime } from './timeline';

export interface SeenValue {
  value: string;
  calls: number;
  first_seen: string;
  is_new: boolean;
}

export interface Anomaly {
  rule: string;
  reason: string;
  at: string;
  evidence: { records: string[]; values: Record<string, string | number> };
}

export interface Security {
  anomalies: Anomaly[];
  countries: SeenValue[];
  networks: SeenValue[];
  devices: SeenValue[];
  refused: number;
  sign_ins: number;
  /** `null` where they could not be counted in time. */
  failed_sign_ins: number | null;
  compared_from: string;
  counted: number;
  complete: boolean;
}

/** @param time of the question; other conditions do not count here */
export function useSecurity(id: string, time: string) {
  const client = useClient();
  const zone = zoneParameter(useClock().zone);
  return useAnswer(['security', id], [time, zone], {
    ask: (signal) => client.get<Security>(`users/${step(id)}/security`, { q: withSomeTime(time), zone }, signal),
  });
}
