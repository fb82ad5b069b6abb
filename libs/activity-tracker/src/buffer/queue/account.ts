import type { ActivityLog } from '../../record/activity-log.js';

/** All anonymous requests together are one user against the signed-in ones: many addresses give no larger share. */
export const ANONYMOUS = '\0anonymous';
const APPLICATION = '\0application';
const ADDRESS = `${ANONYMOUS} `;
/** The account of anonymous requests whose address is unknown, or for which there are too many accounts. */
export const OTHER_ADDRESSES = ADDRESS;

/**
 * `7` and `'7'` are the same user; events of the application share one account. Anonymous clients have one for each
 * IPv4 address, or for the first 64 bits of an IPv6 address, because a client may use any address in them.
 */
export function accountOf({ user_id, method, client_ip_address }: ActivityLog): string {
  if (user_id !== null && user_id !== undefined) return String(user_id);
  return method === null ? APPLICATION : ADDRESS + networkOf(client_ip_address ?? '');
}

export function isAnonymous(account: string): boolean {
  return account.startsWith(ADDRESS);
}

function networkOf(ip: string): string {
  if (!ip.includes(':')) return ip;
  const [head = [], tail] = ip.split('::').map((part) => part.split(':').filter((group) => group !== ''));
  // Only the first half counts, and a dotted last group stands in the second.
  const zeros = tail ? Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => '0') : [];
  const groups = [...head, ...zeros, ...(tail ?? [])].slice(0, 4);
  return groups.map((group) => group.toLowerCase().replace(/^0+(?=.)/, '')).join(':');
}
