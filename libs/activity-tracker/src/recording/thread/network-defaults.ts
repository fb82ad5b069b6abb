import dns from 'node:dns';
import net from 'node:net';
import tls from 'node:tls';

/** Network defaults set by flags and calls of the application, which a thread does not inherit. */
export interface NetworkDefaults {
  readonly order: ReturnType<typeof dns.getDefaultResultOrder>;
  readonly selectsFamily: boolean;
  readonly minVersion: tls.SecureVersion;
  readonly maxVersion: tls.SecureVersion;
}

export function networkDefaults(): NetworkDefaults {
  return {
    order: dns.getDefaultResultOrder(),
    selectsFamily: net.getDefaultAutoSelectFamily(),
    minVersion: tls.DEFAULT_MIN_VERSION,
    maxVersion: tls.DEFAULT_MAX_VERSION,
  };
}

export function applyNetworkDefaults({ order, selectsFamily, minVersion, maxVersion }: NetworkDefaults): void {
  dns.setDefaultResultOrder(order);
  net.setDefaultAutoSelectFamily(selectsFamily);
  tls.DEFAULT_MIN_VERSION = minVersion;
  tls.DEFAULT_MAX_VERSION = maxVersion;
}
