import type { SecurityCall } from './security.types.js';

/** A call that is like the ones before it. @param time milliseconds */
export const securityCall = (time: number, change: Partial<SecurityCall> = {}): SecurityCall => ({
  id: 'r',
  time,
  country: 'Germany',
  network: '192.0.2.0/24',
  device: 'curl',
  status: 200,
  attempted: null,
  ...change,
});
