#!/usr/bin/env node
import 'reflect-metadata';
import { plainLines } from '../common/plain-text.js';
import { run } from './run.js';

// A reader that goes away, such as `head`, must not end a command in the middle of its work.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const { exitCode, output, error } = await run(
  process.argv.slice(2),
  (line) => void process.stderr.write(`${plainLines(line)}\n`),
);
process.stderr.write(plainLines(error));
// The loaded module may keep timers or connections open, so exit once all output is written.
process.stdout.write(plainLines(output), () => process.exit(exitCode));
