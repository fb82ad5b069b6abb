import type { Registry } from 'prom-client';
import type { ActivityTrackerService } from '../activity-tracker.service.js';
import { type Metric, METRICS } from './metrics.js';
import { missingPeer } from '../package/optional-peer.js';
import { PACKAGE_NAME } from '../package/package-version.js';

/**
 * Adds the tracker's metrics to a registry of `prom-client`, which reads them at each scrape. Call it once per
 * registry.
 * @param tracker service of the application
 * @param registry default: the default registry of `prom-client`
 * @throws Error if `prom-client` is not installed, or the registry already has these metrics
 * @publicApi
 */
export async function collectPrometheusMetrics(
  tracker: Pick<ActivityTrackerService, 'stats'>,
  registry?: Registry,
): Promise<void> {
  const { Counter, Gauge, register } = await promClient();
  const target = registry ?? register;
  for (const metric of METRICS) {
    const { kind, description, attribute } = metric;
    const values = () => metric.measure(tracker.stats());
    const labelNames = attribute === undefined ? [] : [attribute];
    const configuration = { name: prometheusName(metric), help: description, labelNames, registers: [] };
    target.registerMetric(
      kind === 'gauge'
        ? new Gauge({
            ...configuration,
            collect() {
              for (const { value, attributes } of values()) this.set(attributes, value);
            },
          })
        : new Counter({
            ...configuration,
            collect() {
              this.reset();
              for (const { value, attributes } of values()) this.inc(attributes, value);
            },
          }),
    );
  }
}

/** OpenTelemetry's naming for Prometheus: units in words, `_total` for counters. */
function prometheusName({ name, unit, kind }: Metric): string {
  return `${name.replaceAll('.', '_')}${unit === 'By' ? '_bytes' : ''}${kind === 'counter' ? '_total' : ''}`;
}

async function promClient() {
  try {
    return await import('prom-client');
  } catch (error) {
    throw missingPeer(error, 'prom-client', `${PACKAGE_NAME}/prometheus`);
  }
}
