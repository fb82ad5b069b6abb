import { hash, timingSafeEqual } from 'node:crypto';
import { type KeyedHash, PURPOSE } from '../chain/keyed-hash.js';

const CHECKPOINT_KIND = 'activity-tracker checkpoint';

/**
 * What a process vouches for at one time: which records it has made, and their hashes. One line of JSON in a file of
 * checkpoints.
 * @publicApi
 */
export interface IntegrityCheckpoint {
  /** Always `activity-tracker checkpoint`. */
  kind: typeof CHECKPOINT_KIND;
  /** Version of this format, 1. */
  version: 1;
  /** The process's life, as in the field `instance` of its records. */
  instance: string;
  /** Counts the checkpoints of the instance from 1. */
  number: number;
  /** When it was made, ISO 8601. */
  time: string;
  /** `seq` of the first record since the checkpoint before. */
  from: number;
  /** `seq` of the last record; `from - 1` where there is none. */
  to: number;
  /** Merkle root of the hashes of these records, in hex. */
  root: string;
  /** Hash of the last record, in hex. */
  head: string;
  /** SHA-256 of the line before of this instance, in hex; `null` for the first. */
  previous: string | null;
  /** Seconds until the next one is due. */
  every: number;
  /** `true` for the last one of a process that stopped in order. */
  final: boolean;
  /** `storage.retentionDays`; `null` without it. The index in the database can be changed by whoever may write to it. */
  retention_days: number | null;
  /** First bytes of a hash of the key, in hex; `null` without a key. */
  key_id: string | null;
  /** HMAC-SHA-256 of all fields before, in hex; `null` without a key. */
  mac: string | null;
}

export type CheckpointState = Pick<
  IntegrityCheckpoint,
  'instance' | 'number' | 'time' | 'from' | 'to' | 'root' | 'head' | 'previous' | 'every' | 'final' | 'retention_days'
>;

export function signedCheckpoint(state: CheckpointState, key: KeyedHash): IntegrityCheckpoint {
  const unsigned = {
    kind: CHECKPOINT_KIND,
    version: 1,
    instance: state.instance,
    number: state.number,
    time: state.time,
    from: state.from,
    to: state.to,
    root: state.root,
    head: state.head,
    previous: state.previous,
    every: state.every,
    final: state.final,
    retention_days: state.retention_days,
    key_id: key.isKeyed ? key.keyId.toString('hex') : null,
  } as const;
  return { ...unsigned, mac: key.isKeyed ? macOf(unsigned, key).toString('hex') : null };
}

export function hasValidMac({ mac, ...unsigned }: IntegrityCheckpoint, key: KeyedHash): boolean {
  const given = Buffer.from(typeof mac === 'string' ? mac : '', 'hex');
  const expected = macOf(unsigned, key);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

export const lineOf = (checkpoint: IntegrityCheckpoint): string => JSON.stringify(checkpoint);

export const hashOfLine = (line: string): string => hash('sha256', line, 'hex');

/** More than any process makes between two checkpoints; a forged line must not take all memory. */
const MOST_RECORDS = 10_000_000;
const HEX = /^[0-9a-f]{64}$/;

/** @throws SyntaxError if the line is not a checkpoint */
export function parseCheckpoint(line: string): IntegrityCheckpoint {
  const value = JSON.parse(line) as Partial<IntegrityCheckpoint> | null;
  const isCheckpoint =
    value?.kind === CHECKPOINT_KIND &&
    value.version === 1 &&
    typeof value.instance === 'string' &&
    [value.number, value.from, value.to, value.every].every((count) => Number.isSafeInteger(count)) &&
    value.to! - value.from! >= -1 &&
    value.to! - value.from! < MOST_RECORDS &&
    (value.retention_days === null || value.retention_days! > 0) &&
    typeof value.time === 'string' &&
    !Number.isNaN(Date.parse(value.time)) &&
    [value.root, value.head].every((text) => typeof text === 'string' && HEX.test(text)) &&
    (value.previous === null || HEX.test(String(value.previous)));
  if (!isCheckpoint) throw new SyntaxError('not a checkpoint');
  return value as IntegrityCheckpoint;
}

function macOf(unsigned: Omit<IntegrityCheckpoint, 'mac'>, key: KeyedHash): Buffer {
  return key
    .begin(PURPOSE.checkpoint)
    .add(Buffer.from(JSON.stringify(unsigned)))
    .digest();
}
