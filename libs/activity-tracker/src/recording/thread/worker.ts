import { Logger } from '@nestjs/common';
import { parentPort, workerData } from 'node:worker_threads';
import type { Report, Request, StartedThreadData } from './messages.js';
import { applyNetworkDefaults } from './network-defaults.js';
import { WorkerRecording } from './worker-recording.js';

const port = parentPort!;
const report = (message: Report): void => port.postMessage(message);
const say = (level: 'log' | 'warn' | 'error') => (message: unknown) =>
  report({ kind: 'log', level, message: String(message) });

// The application's logger is in the other thread.
Logger.overrideLogger({ log: say('log'), warn: say('warn'), error: say('error') });

const data = workerData as StartedThreadData;
applyNetworkDefaults(data.network);
const recording = new WorkerRecording(data, report);
port.on('message', (request: Request) => void recording.answer(request));
report({ kind: 'started' });
