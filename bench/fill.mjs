// Fills a collection with believable records, straight into MongoDB; the same ones from the same settings.
// node bench/fill.mjs [--records=1000000] [--days=30] [--users=5000] [--seed=1] [--end=<ISO instant>]
//                     [--uri=mongodb://…] [--db=activity] [--collection=activity_logs] [--drop]
import { spawnSync } from 'node:child_process';
import { ROOT } from '../scripts/ensure-installed.mjs';
import { commandLine } from './harness/command-line.mjs';

const values = commandLine({
  records: { type: 'string', default: '1000000' },
  days: { type: 'string', default: '30' },
  users: { type: 'string', default: '5000' },
  seed: { type: 'string', default: '1' },
  end: { type: 'string', default: new Date().toISOString() },
  uri: { type: 'string', default: process.env.MONGODB_URI ?? 'mongodb://127.0.0.1:27017' },
  db: { type: 'string', default: 'activity' },
  collection: { type: 'string', default: 'activity_logs' },
  drop: { type: 'boolean', default: false },
});

const settings = {
  uri: values.uri,
  dbName: values.db,
  collectionName: values.collection,
  drop: values.drop,
  count: wholeNumber('records'),
  days: wholeNumber('days'),
  users: wholeNumber('users'),
  seed: wholeNumber('seed'),
  end: instant('end'),
};
const { status } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'inherit' });
if (status !== 0) process.exit(1);
const { fillCollection } = await import('./fill/fill-collection.mjs');
const { count, seconds, indexSeconds } = await fillCollection(settings);
console.log(
  `${count.toLocaleString('en')} records in ${seconds.toFixed(1)} s (${Math.round(count / seconds).toLocaleString('en')} a second), ` +
    `indexes in ${indexSeconds.toFixed(1)} s: ${values.db}.${values.collection}`,
);

/** @param {'records' | 'days' | 'users' | 'seed'} name */
function wholeNumber(name) {
  const number = Number(values[name]);
  if (Number.isSafeInteger(number) && number > 0) return number;
  console.error(`--${name} must be a whole number, 1 or more, got "${values[name]}"`);
  return process.exit(1);
}

/** @param {'end'} name */
function instant(name) {
  const time = Date.parse(values[name]);
  if (!Number.isNaN(time)) return time;
  console.error(`--${name} must be an instant such as 2024-05-31T08:30:00Z, got "${values[name]}"`);
  return process.exit(1);
}
