import type { PersonSecurity } from '../../../../libs/activity-tracker/src/admin/security/security.service';
import type { SeenValue as Seen } from '../../../../libs/activity-tracker/src/admin/security/security.types';
import { step } from '../location/place';
import { useClient, useClock } from '../panel';
import { zoneParameter } from '../time/zone';
import { useAnswer } from './answer';
import type { JsonOf } from './json-of';
import { withSomeTime } from './timeline';

export type SeenValue = JsonOf<Seen>;
export type Security = JsonOf<PersonSecurity>;
export type Anomaly = Security['anomalies'][number];

/** @param time of the question; other conditions do not count here */
export function useSecurity(id: string, time: string) {
  const client = useClient();
  const zone = zoneParameter(useClock().zone);
  return useAnswer(['security', id], [time, zone], {
    ask: (signal) => client.get<Security>(`users/${step(id)}/security`, { q: withSomeTime(time), zone }, signal),
  });
}
