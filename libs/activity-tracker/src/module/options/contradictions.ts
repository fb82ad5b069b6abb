import { createPublicKey } from 'node:crypto';
import type { ActivityTrackerOptions, ResolvedOptions } from '../../activity-tracker.options.js';
import { RECORD_FIELDS } from '../../record/activity-log.js';
import { payloadFields } from '../../record/payload-fields.js';
import { retentionProblems } from './retention-problems.js';

export function contradictions(options: ResolvedOptions, given: ActivityTrackerOptions): string[] {
  return [
    ...storage(options, given),
    ...names(options),
    ...sizes(options),
    ...spool(options),
    ...integrity(options, given),
    ...keys(options, given),
    ...payloadKeys(options),
    ...retentionProblems(options),
  ];
}

function* storage({ database, mongo, storage }: ResolvedOptions, given: ActivityTrackerOptions): Generator<string> {
  if (!database || mongo || storage.store) return;
  const unset = ['mongo' in given && 'mongo', given.storage && 'store' in given.storage && 'storage.store'].filter(
    Boolean,
  );
  if (unset.length > 0) {
    yield `database is true, but ${unset.join(' and ')} ${unset.length === 1 ? 'is' : 'are'} undefined: must have a value. Check where it is read from, and that it is there before the options are made.`;
  } else {
    yield 'database is true, but no store is configured. Give mongo: { uri, dbName }, or storage: { store }, or set database to false.';
  }
}

/** MongoDB rejects database names that differ only by case. */
function* names({ mongo }: ResolvedOptions): Generator<string> {
  const named = mongo?.uri && databaseIn(mongo.uri);
  if (named && mongo.dbName && named !== mongo.dbName && named.toLowerCase() === mongo.dbName.toLowerCase()) {
    yield `mongo.dbName is "${mongo.dbName}", and mongo.uri names the database "${named}": MongoDB rejects database names that differ only by case. Use the same spelling.`;
  }
}

function databaseIn(uri: string): string | undefined {
  const [, name] = /^[^/]*\/\/[^/]*\/([^?]*)/.exec(uri) ?? [];
  return name;
}

function* sizes({ buffer, capture }: ResolvedOptions): Generator<string> {
  if (buffer.maxBytes < capture.maxBodyBytes) {
    yield `buffer.maxBytes is ${buffer.maxBytes}: must be at least capture.maxBodyBytes, ${capture.maxBodyBytes}, or a record with one long body never fits. Raise buffer.maxBytes, or lower capture.maxBodyBytes.`;
  }
}

function* spool({ buffer, capture }: ResolvedOptions): Generator<string> {
  const { durability, spoolDirectory, whenSpoolIsFull } = buffer;
  if (durability !== 'memory' && spoolDirectory === undefined) {
    yield `buffer.durability is "${durability}", but buffer.spoolDirectory is missing: must be set to store records on disk. Give the path of a directory, or set buffer.durability to 'memory'.`;
  }
  if (whenSpoolIsFull === 'reject' && durability === 'memory') {
    yield 'buffer.whenSpoolIsFull is "reject", and there is no spool. Give buffer.spoolDirectory, or leave buffer.whenSpoolIsFull out.';
  }
  if (whenSpoolIsFull === 'reject' && capture.globalInterceptor === false) {
    yield 'buffer.whenSpoolIsFull is "reject", and capture.globalInterceptor is false: only the interceptor can refuse a request. Set it to true, or choose another policy.';
  }
}

function* integrity(
  { database, integrity, buffer }: ResolvedOptions,
  given: ActivityTrackerOptions,
): Generator<string> {
  const { chain, key, anchor } = integrity;
  if (given.integrity && 'key' in given.integrity && key === undefined) {
    yield 'integrity.key is undefined: must be a key where it is given. Set the variable that it is read from, or remove integrity.key for hashes without a key.';
  }
  for (const [name, value] of Object.entries({ key, anchor })) {
    if (!chain && value !== undefined)
      yield `integrity.${name} is given, but integrity.chain is false: records are not chained. Set integrity.chain to true, or remove integrity.${name}.`;
  }
  if (!chain) return;
  if (!database)
    yield 'integrity.chain is true, but database is false: no record is stored. Set database to true, or remove integrity.';
  if (!buffer.sequence)
    yield 'integrity.chain is true, but buffer.sequence is false: the chain needs the numbers of records. Remove buffer.sequence, or integrity.';
}

const KEYS = ['secret', 'publicKey', 'secretOrKeyProvider'] as const;

function* keys({ jwt }: ResolvedOptions, given: ActivityTrackerOptions): Generator<string> {
  if (!jwt) return;
  const keys = KEYS.filter((key) => jwt[key] !== undefined);
  const unset = KEYS.filter((key) => given.jwt && key in given.jwt);
  if (keys.length === 0 && unset.length > 0) {
    yield `${unset.map((key) => `jwt.${key} is undefined`).join(', and ')}: must be a key. Set the variable that it is read from, and check that the environment is loaded before ActivityTrackerModule.forRoot() reads it.`;
  } else if (keys.length !== 1) {
    yield `jwt has ${keys.length === 0 ? 'no key' : keys.join(' and ')}. Give exactly one of secret, publicKey and secretOrKeyProvider.`;
  }
  const symmetric = jwt.algorithms.filter((algorithm) => algorithm.startsWith('HS'));
  const asymmetric = jwt.algorithms.filter((algorithm) => !algorithm.startsWith('HS'));
  if (symmetric.length > 0 && asymmetric.length > 0) {
    yield `jwt.algorithms mixes ${symmetric.join(', ')} with ${asymmetric.join(', ')}: a public key could then pass for a shared secret. Keep one kind.`;
  }
  if (jwt.secret !== undefined && asymmetric.length > 0) {
    yield `jwt.algorithms holds ${asymmetric.join(', ')}, which need jwt.publicKey, but jwt.secret is given. Give the public key, or HS256.`;
  }
  if (jwt.publicKey !== undefined && symmetric.length > 0) {
    yield `jwt.algorithms holds ${symmetric.join(', ')}, which need jwt.secret, but jwt.publicKey is given. Give RS256 or the like.`;
  }
  if (jwt.publicKey !== undefined && !isPublicKey(jwt.publicKey)) {
    yield 'jwt.publicKey (not shown) cannot be read as a public key. Give it in PEM, from -----BEGIN to -----END, with its line breaks.';
  }
}

/** An unreadable key would refuse every token without an explanation. */
function isPublicKey(key: string | Buffer): boolean {
  try {
    createPublicKey(key);
    return true;
  } catch {
    return false;
  }
}

function* payloadKeys({ jwt, payloadKeys }: ResolvedOptions): Generator<string> {
  const taken = new Map<string, string>();
  for (const [option, keys] of [
    ['jwt.payloadKeys', jwt?.payloadKeys ?? []],
    ['payloadKeys', payloadKeys],
  ] as const) {
    for (const { claim, field } of payloadFields(keys)) {
      if ((RECORD_FIELDS as readonly string[]).includes(field)) {
        yield `${option} holds "${field}", which is a field of the record itself. ${field === 'user_id' ? 'Remove it: the user id is always recorded' : `Remove it, or store the claim under another name, such as { "${claim}": "claim_${field}" }`}.`;
      }
      if ((taken.get(field) ?? claim) !== claim)
        yield `${option} stores two claims in "${field}". Give each claim its own field.`;
      taken.set(field, claim);
    }
  }
}
