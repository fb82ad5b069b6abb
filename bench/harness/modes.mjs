import { versionOf } from './prepare.mjs';

/**
 * @typedef {object} BenchMode
 * @property {string} name
 * @property {string} what
 * @property {{ prefix?: string, anonymous?: boolean }} [request] how its requests differ
 * @property {string[]} [peers] packages without which it is left out
 * @property {boolean} [records] each request is to be recorded once, in the store or in the log
 */

/** @type {BenchMode[]} in the order of the table; `base` first, `base#2` last */
export const MODES = [
  { name: 'base', what: 'Nest without logging' },
  { name: 'interceptor', what: 'one empty global interceptor' },
  {
    name: 'floor',
    what: 'documents made before, sent to MongoDB: nothing captured, read, masked or encoded',
    records: true,
  },
  { name: 'ours', what: 'nested documents into MongoDB', records: true },
  { name: 'ours-by-name', what: 'the same with `capture.globalInterceptor: false`', records: true },
  { name: 'ours-text', what: "documents into MongoDB with `storage.bodyFormat: 'text'`", records: true },
  { name: 'ours-spill', what: "the same with `buffer.durability: 'spill'`", records: true },
  { name: 'ours-journal', what: "the same with `buffer.durability: 'journal'`", records: true },
  { name: 'ours-chain', what: 'the same with `integrity: { chain: true, key }`', records: true },
  { name: 'ours-worker', what: "the same with `recording.thread: 'worker'`", records: true },
  { name: 'ours-worker-by-name', what: 'that with `capture.globalInterceptor: false`', records: true },
  { name: 'ours-skipped', what: 'a route with `@SkipActivity()`', request: { prefix: '/skipped' } },
  { name: 'ours-anonymous', what: 'requests without a token', request: { anonymous: true } },
  {
    name: 'pino',
    what: 'nestjs-pino, lines without bodies, to /dev/null',
    peers: ['nestjs-pino', 'pino'],
    records: true,
  },
  {
    name: 'pino-body',
    what: 'nestjs-pino, both bodies, masked, to /dev/null',
    peers: ['nestjs-pino', 'pino'],
    records: true,
  },
  { name: 'auditlog', what: 'nestjs-auditlog, an exporter that does nothing', peers: ['nestjs-auditlog'] },
  { name: 'apitally', what: 'request log with bodies to a sink; drops under load', peers: ['apitally'] },
  { name: 'naive', what: 'an interceptor: JSON clone, mask, push, insertMany by 50', records: true },
  { name: 'base#2', what: 'Nest without logging, once more: the noise' },
];

/** @param {BenchMode} mode @returns {string | undefined} why it cannot be run here */
export function missingPeer({ peers = [] }) {
  const missing = peers.filter((name) => versionOf(name) === undefined);
  return missing.length > 0 ? `${missing.join(', ')} could not be installed from the configured registry` : undefined;
}
