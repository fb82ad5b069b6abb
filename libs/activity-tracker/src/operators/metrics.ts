import type { ActivityTrackerStats } from '../activity-tracker.service.js';

export interface Measurement {
  value: number;
  attributes: Record<string, string>;
}

export interface Metric {
  /** Named as in OpenTelemetry, with dots. */
  name: string;
  /** UCUM. */
  unit: '{record}' | '{request}' | '{attempt}' | '{call}' | 'By' | '1';
  kind: 'counter' | 'gauge';
  description: string;
  attribute?: string;
  measure(stats: ActivityTrackerStats): Measurement[];
}

const one = (read: (stats: ActivityTrackerStats) => number) => (stats: ActivityTrackerStats) => [
  { value: read(stats), attributes: {} },
];
const byKey =
  (attribute: string, read: (stats: ActivityTrackerStats) => Readonly<Record<string, number>>) =>
  (stats: ActivityTrackerStats) =>
    Object.entries(read(stats)).map(([key, value]) => ({ value, attributes: { [attribute]: key } }));

type Row = readonly [
  name: string,
  unit: Metric['unit'],
  description: string,
  read: (stats: ActivityTrackerStats) => number,
];

const COUNTERS: readonly Row[] = [
  ['records.accepted', '{record}', 'Records taken into the buffer.', (stats) => stats.accepted],
  ['records.stored', '{record}', 'Records that the store confirmed.', (stats) => stats.stored],
  ['records.duplicate', '{record}', 'Records that an earlier attempt had stored already.', (stats) => stats.duplicates],
  ['records.rejected', '{record}', 'Records that the store refused for their content.', (stats) => stats.rejected],
  ['records.erased', '{record}', 'Records not stored because their person was erased.', (stats) => stats.erased],
  [
    'records.shed',
    '{record}',
    'Records whose bodies were left out because the buffer was full.',
    (stats) => stats.shed,
  ],
  ['spool.records.written', '{record}', 'Records written to disk.', (stats) => stats.spool?.appended ?? 0],
  [
    'spool.records.replayed',
    '{record}',
    'Records read back from disk to be stored.',
    (stats) => stats.spool?.replayed ?? 0,
  ],
  [
    'spool.records.dropped',
    '{record}',
    'Records deleted from disk before they were stored.',
    (stats) => stats.spool?.dropped ?? 0,
  ],
  ['requests.failed', '{request}', 'Requests that could not be recorded.', (stats) => stats.failed],
  ['identity.failures', '{call}', 'Calls of resolveUser that failed.', (stats) => stats.identityFailures],
  ['listener.failures', '{call}', 'Listeners of events that failed.', (stats) => stats.listenerFailures],
  [
    'checkpoints.refused',
    '{attempt}',
    'Attempts to anchor a checkpoint that failed.',
    (stats) => stats.checkpointFailures?.refused ?? 0,
  ],
  [
    'retention.failures',
    '{attempt}',
    'Failed attempts of storage.retention to remove records.',
    (stats) => stats.retentionFailures,
  ],
  ['store.retries', '{attempt}', 'Failed attempts to store a batch.', (stats) => stats.retries],
  [
    'store.misconfigured',
    '{attempt}',
    'Attempts that the store refused for its set-up.',
    (stats) => stats.misconfigured,
  ],
];
const GAUGES: readonly Row[] = [
  ['buffer.records', '{record}', 'Records that wait in the buffer.', (stats) => stats.waiting],
  ['buffer.size', 'By', 'Bytes that wait in the buffer.', (stats) => stats.waitingBytes],
  ['spool.size', 'By', 'Bytes of records on disk.', (stats) => stats.spool?.bytes ?? 0],
  ['store.up', '1', '1 if the last attempt to store succeeded, 0 if it failed.', (stats) => (stats.storeAway ? 0 : 1)],
];

const metricsOf = (kind: Metric['kind'], rows: readonly Row[]) =>
  rows.map(([name, unit, description, read]): Metric => ({
    name: `activity_tracker.${name}`,
    unit,
    kind,
    description,
    measure: one(read),
  }));

/** All metrics, from the counters of `ActivityTrackerService.stats()`. */
export const METRICS: readonly Metric[] = [
  ...metricsOf('counter', COUNTERS),
  {
    name: 'activity_tracker.records.dropped',
    unit: '{record}',
    kind: 'counter',
    description: 'Records that were lost, by reason.',
    attribute: 'reason',
    measure: byKey('reason', (stats) => stats.dropped),
  },
  {
    name: 'activity_tracker.requests.unidentified',
    unit: '{request}',
    kind: 'counter',
    description: 'Requests with a credential that did not identify a user, by cause.',
    attribute: 'cause',
    measure: byKey('cause', (stats) => stats.unidentified),
  },
  {
    name: 'activity_tracker.spool.failures',
    unit: '{call}',
    kind: 'counter',
    description: 'Failed calls of the spool to the file system, by code.',
    attribute: 'code',
    measure: byKey('code', (stats) => stats.spool?.failures ?? {}),
  },
  ...metricsOf('gauge', GAUGES),
];
