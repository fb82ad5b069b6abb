// Called by memory-server-binary.mjs, as a separate process.
// Prints `PATH <file>` of mongodb-memory-server's binary, after downloading it where it is not there yet.
import { existsSync } from 'node:fs';
import { MongoBinary, DryMongoBinary } from 'mongodb-memory-server-core';
import { CACHE_FOLDER } from './cache-folder.mjs';

const silenceMs = Number(process.argv[2] ?? 20_000);

process.env.MONGOMS_SYSTEM_BINARY_VERSION_CHECK = 'false';
process.env.MONGOMS_MAX_RETRIES = '1';
// The library checks the host's certificate only where npm was told to: what it downloads is run, so always.
process.env.npm_config_strict_ssl = 'true';
const options = await DryMongoBinary.generateOptions({ downloadDir: CACHE_FOLDER });
const known = await DryMongoBinary.locateBinary(options);
if (known && existsSync(known)) {
  console.log(`PATH ${known}`);
  process.exit(0);
}
const silence = setTimeout(() => {
  console.error(`the download host did not answer within ${silenceMs / 1000} s`);
  process.exit(1);
}, silenceMs);
// The library writes its progress to standard output: any of it is a sign of life.
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = (/** @type {unknown[]} */ ...args) => {
  if (/\d+(\.\d+)?%/.test(String(args[0]))) clearTimeout(silence);
  return write(.../** @type {[string]} */ (args));
};
try {
  const path = await MongoBinary.getPath({ downloadDir: CACHE_FOLDER });
  console.log(`\nPATH ${path}`);
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message.replaceAll('\n', ' ') : error);
  process.exit(1);
}
