#!/usr/bin/env node
import 'reflect-metadata';
import { run } from './run.js';

const { exitCode, output, error } = await run(process.argv.slice(2), (line) => void process.stderr.write(`${line}\n`));
process.stderr.write(error);
// The loaded module may keep timers or connections open, so exit once all output is written.
process.stdout.write(output, () => process.exit(exitCode));
