import type { Mode, Setting } from '../mode.js';
import { apitally } from './apitally.js';
import { auditlog } from './auditlog.js';
import { base, interceptor } from './base.js';
import { floor } from './floor.js';
import { naive } from './naive.js';
import { pino, pinoBody } from './pino.js';
import { tracker, WORKER_FILE } from './tracker.js';

/** By the name on the command line; those that differ in the request alone share a server's making. */
export const MODES: Record<string, (setting: Setting) => Mode | Promise<Mode>> = {
  base,
  'base#2': base,
  interceptor,
  floor,
  ours: (setting) => tracker(setting),
  'ours-by-name': (setting) => tracker(setting, { capture: { globalInterceptor: false } }),
  'ours-text': (setting) => tracker(setting, { storage: { bodyFormat: 'text' } }),
  'ours-spill': (setting) => tracker(setting, {}, 'spill'),
  'ours-journal': (setting) => tracker(setting, {}, 'journal'),
  'ours-chain': (setting) => tracker(setting, { integrity: { chain: true, key: 'a key for the benchmark' } }),
  'ours-worker': (setting) => tracker(setting, { recording: { thread: 'worker', workerFile: WORKER_FILE } }),
  'ours-worker-by-name': (setting) =>
    tracker(setting, {
      recording: { thread: 'worker', workerFile: WORKER_FILE },
      capture: { globalInterceptor: false },
    }),
  'ours-skipped': (setting) => tracker(setting),
  'ours-anonymous': (setting) => tracker(setting),
  pino,
  'pino-body': pinoBody,
  auditlog,
  apitally,
  naive,
};
