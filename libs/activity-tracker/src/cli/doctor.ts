import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type ActivityTrackerOptions, payloadFieldsOf, type ResolvedOptions } from '../activity-tracker.options.js';
import { readCountryFile } from '../identity/country/country-data.js';
import { isOld } from '../identity/country/country-lookup.js';
import { explainToken } from '../identity/token/explain-token.js';
import { countryFileRemedy, OWN_COUNTRY_FILE, ownCountryFile } from '../identity/country/own-country-file.js';
import { ActivityTrackerOptionsError, resolveOptions } from '../module/options/resolve-options.js';
import { chooseThread } from '../module/options/thread-choice.js';
import { unknownNames } from '../module/options/unknown-names.js';
import { counted } from '../common/counted.js';
import { messageOf } from '../common/error-text.js';
import { nodeFiles } from '../spool/node-files.js';
import { rootProblem, volatility } from '../spool/owners/spool-root.js';
import { usageOf } from '../spool/spool-survey.js';
import { type Finding, inspectMongo } from '../storage/mongo/read/inspect.js';
import type { Handler } from './application/handlers.js';

/** @param handlers checked against the names in the options; omitted without an application */
export async function examine(given: ActivityTrackerOptions, handlers: readonly Handler[] = []): Promise<Finding[]> {
  const options = resolved(given);
  if (Array.isArray(options)) return options;
  const { database, signal, mongo, storage } = options;
  const findings: Finding[] = [
    database || signal
      ? { level: 'ok', check: 'options', message: 'valid' }
      : { level: 'warning', check: 'options', message: 'neither database nor signal is true: nothing is recorded' },
    ...aboutSpool(options),
    ...aboutThread(options),
    ...(handlers.length > 0 ? [...aboutHandlers(options, handlers), await aboutCountries(options.geo.database)] : []),
  ];
  if (storage.store || !mongo) {
    findings.push({ level: 'ok', check: 'server', message: 'skipped: the options name no MongoDB' });
  } else if (mongo.uri === undefined) {
    findings.push({
      level: 'warning',
      check: 'server',
      message: `skipped: "${mongo.connectionName}" is a connection of the application. Pass it as --uri.`,
    });
  } else {
    const { uri, dbName, collectionName } = mongo;
    const { retention, retentionDays } = storage;
    const hasRules = retention.length > 0;
    findings.push(...(await inspectMongo({ uri, dbName, collectionName, retentionDays, hasRules })));
    if (hasRules) findings.push(aboutRules(retention.length));
  }
  return findings;
}

const aboutRules = (count: number): Finding => ({
  level: 'ok',
  check: 'rules',
  message: `${counted(count, 'rule')} in storage.retention. activity-tracker retention <module> --dry-run counts what they remove.`,
});

function aboutThread(options: ResolvedOptions): Finding[] {
  const { wanted, file, reason } = chooseThread(options);
  const check = 'thread';
  if (wanted === 'main') return [];
  if (file !== undefined) return [{ level: 'ok', check, message: `records are made in a separate thread, by ${file}` }];
  return [
    {
      level: 'warning',
      check,
      message: `recording.thread is 'worker', but records are made on the main thread: ${reason}`,
    },
  ];
}

/** Changes nothing: a directory that is missing is created at the start. */
function aboutSpool({ buffer }: ResolvedOptions): Finding[] {
  const { durability, spoolDirectory, maxSpoolBytes } = buffer;
  if (durability === 'memory' || spoolDirectory === undefined) return [];
  const check = 'spool';
  const directory = resolve(spoolDirectory);
  try {
    if (!existsSync(directory)) {
      const message = `${durability}, ${directory} is missing: it is created at the start`;
      return [{ level: 'ok', check, message }];
    }
    const refused = rootProblem(directory);
    if (refused) return [{ level: 'error', check, message: refused.message }];
    const { processes, files, bytes, oldest } = usageOf(nodeFiles, directory);
    const most = maxSpoolBytes === undefined ? '' : ` of ${maxSpoolBytes}`;
    const age = oldest === undefined ? '' : `, the oldest written last at ${new Date(oldest).toISOString()}`;
    const message = `${durability}, ${directory}: ${bytes} bytes${most} in ${counted(files, 'file')} of ${counted(processes, 'process', 'processes')}${age}`;
    const why = volatility(directory);
    if (why === undefined) return [{ level: 'ok', check, message }];
    return [
      {
        level: 'warning',
        check,
        message: `${message}. It is on ${why}. Give a directory on a volume that outlives it.`,
      },
    ];
  } catch (error) {
    return [{ level: 'error', check, message: `${directory} cannot be read: ${messageOf(error)}` }];
  }
}

async function aboutCountries(database: string | false | undefined): Promise<Finding> {
  const check = 'countries';
  if (database === false) return { level: 'ok', check, message: 'turned off' };
  try {
    const path = database ?? ownCountryFile();
    const { built, metadata } = await readCountryFile(path);
    const age = built ? `built on ${built.toISOString().slice(0, 10)}` : 'of unknown age';
    const message = `${metadata.databaseType || 'a file'} ${age}`;
    if (!isOld(built)) return { level: 'ok', check, message };
    return {
      level: 'warning',
      check,
      message: `${message}, more than a year ago. Run npx activity-tracker geo-update.`,
    };
  } catch (error) {
    const message = `geo.database ${database ?? OWN_COUNTRY_FILE} cannot be read: ${(error as Error).message}. ${countryFileRemedy(database)}`;
    return { level: 'warning', check, message };
  }
}

function aboutHandlers(options: ResolvedOptions, handlers: readonly Handler[]): Finding[] {
  const names = handlers
    .filter(({ isSkipped }) => !isSkipped)
    .map(({ namespace, urlName }) => `${namespace}.${urlName}`);
  return [
    { level: 'ok', check: 'handlers', message: `${names.length} can be recorded: ${names.join(', ')}` },
    ...unknownNames(options, handlers).map((message): Finding => ({ level: 'warning', check: 'names', message })),
  ];
}

export async function examineToken(given: ActivityTrackerOptions, token: string): Promise<Finding[]> {
  const options = resolved(given);
  if (Array.isArray(options)) return options;
  const { jwt, resolveUser } = options;
  if (!jwt) {
    const rest = resolveUser ? 'only resolveUser identifies users, and it needs a request' : 'users are never known';
    return [{ level: 'error', check: 'token', message: `not read: the options have no jwt, so ${rest}. Set jwt.` }];
  }
  const { isValid, message, missing } = await explainToken(jwt, payloadFieldsOf(options), token);
  return [
    { level: isValid ? 'ok' : 'error', check: 'token', message },
    ...missing.map((field): Finding => ({
      level: 'warning',
      check: 'payload',
      message: `${field} is null in records of this token: it has no such claim. Correct payloadKeys if it should.`,
    })),
  ];
}

function resolved(given: ActivityTrackerOptions): ResolvedOptions | Finding[] {
  try {
    return resolveOptions(given);
  } catch (error) {
    if (!(error instanceof ActivityTrackerOptionsError)) throw error;
    return error.problems.map((message) => ({ level: 'error', check: 'options', message }));
  }
}

/** 0: no problem; 1: an error; 2: a warning. */
export function exitCodeOf(findings: readonly Finding[]): 0 | 1 | 2 {
  const levels = new Set(findings.map(({ level }) => level));
  return levels.has('error') ? 1 : levels.has('warning') ? 2 : 0;
}

export function asLines(findings: readonly Finding[]): string {
  const labels = { ok: 'OK', warning: 'WARN', error: 'ERROR' };
  return findings
    .map(({ level, check, message }) => `${labels[level].padEnd(6)}${check.padEnd(12)}${message}\n`)
    .join('');
}
