#!/usr/bin/env node
import 'reflect-metadata';
import { run } from './run.js';

const { exitCode, output, error } = await run(process.argv.slice(2), (line) => void process.stderr.write(`${line}\n`));
process.stderr.write(error);
// The module that was loaded may hold timers or connections open, so the process ends itself, once all is written.
process.stdout.write(output, () => process.exit(exitCode));
