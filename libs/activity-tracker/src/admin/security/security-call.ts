import { isIPv4 } from 'node:net';
import type { ActivityLog } from '../../record/activity-log.js';
import { isUserId } from '../../record/user-forms.js';
import { deviceOf } from '../../storage/tally/device.js';
import { USER_AGENT_PATHS, userAgentOf } from '../../storage/tally/user-agent.js';
import { canonicalNetwork } from '../query/parse/network.js';
import type { SecurityCall } from './security.types.js';

/** Fields of a record that {@link securityCallOf} reads, and the handler. */
export const SECURITY_FIELDS = [
  'created_time',
  'namespace',
  'url_name',
  'status_code',
  'country',
  'client_ip_address',
  'attempted',
  ...USER_AGENT_PATHS,
];

export function securityCallOf(record: ActivityLog): SecurityCall {
  const { _id, created_time, status_code, attempted } = record;
  return {
    id: String(_id),
    time: created_time.getTime(),
    country: textOrNull(record.country),
    network: networkOf(record.client_ip_address),
    device: deviceOf(userAgentOf(record.headers)),
    status: typeof status_code === 'number' ? status_code : null,
    attempted: isUserId(attempted) ? String(attempted) : null,
  };
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Neighbors share it, and it stays when an address changes from day to day. */
function networkOf(address: unknown): string | null {
  const text = textOrNull(address);
  return text === null ? null : (canonicalNetwork(`${text}/${isIPv4(text) ? 24 : 48}`) ?? null);
}
