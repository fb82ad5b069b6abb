import type { Meter, Observable } from '@opentelemetry/api';
import type { ActivityTrackerService } from '../activity-tracker.service.js';
import { PACKAGE_NAME, PACKAGE_VERSION } from '../package/package-version.js';
import { type Metric, METRICS } from './metrics.js';
import { missingPeer } from '../package/optional-peer.js';

/**
 * Reports the tracker's metrics to OpenTelemetry at each export. Call it after registering a meter provider.
 * @param tracker service of the application
 * @param meter default: the meter `nestjs-activity-tracker` of the global provider
 * @returns function that stops the reporting
 * @throws Error if `@opentelemetry/api` is not installed
 * @publicApi
 */
export async function observeOpenTelemetryMetrics(
  tracker: Pick<ActivityTrackerService, 'stats'>,
  meter?: Meter,
): Promise<() => void> {
  const used = meter ?? (await globalMeter());
  const instruments = METRICS.map((metric) => [metric, instrumentOf(used, metric)] as const);
  const observables = instruments.map(([, instrument]) => instrument);
  const observe: Parameters<Meter['addBatchObservableCallback']>[0] = (observer) => {
    const stats = tracker.stats();
    for (const [metric, instrument] of instruments) {
      for (const { value, attributes } of metric.measure(stats)) observer.observe(instrument, value, attributes);
    }
  };
  used.addBatchObservableCallback(observe, observables);
  return () => used.removeBatchObservableCallback(observe, observables);
}

async function globalMeter(): Promise<Meter> {
  const { metrics } = await openTelemetryApi();
  return metrics.getMeter(PACKAGE_NAME, PACKAGE_VERSION);
}

function instrumentOf(meter: Meter, { name, unit, kind, description }: Metric): Observable {
  const options = { unit, description };
  if (kind === 'counter') return meter.createObservableCounter(name, options);
  // Waiting records add up over processes; availability does not.
  return unit === '1' ? meter.createObservableGauge(name, options) : meter.createObservableUpDownCounter(name, options);
}

async function openTelemetryApi() {
  try {
    return await import('@opentelemetry/api');
  } catch (error) {
    throw missingPeer(error, '@opentelemetry/api', `${PACKAGE_NAME}/opentelemetry`);
  }
}
