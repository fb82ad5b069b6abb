import { DAY_MS } from '../../common/time.js';
import type { KeyedHash } from '../chain/keyed-hash.js';
import { hashOfLine, hasValidMac, type IntegrityCheckpoint, parseCheckpoint } from '../checkpoints/checkpoint.js';
import type { Findings } from './finding.js';

interface Listed {
  readonly checkpoint: IntegrityCheckpoint;
  readonly line: string;
}

export class CheckpointList {
  private readonly instances = new Map<string, Map<number, Listed>>();
  private lines = 0;
  private damaged: { readonly piece: string; readonly line: number }[] = [];
  /** Time of the earliest; instances before it have none. */
  since = Infinity;

  constructor(
    private readonly key: KeyedHash,
    private readonly findings: Findings,
  ) {}

  addLine(line: string): void {
    this.lines++;
    if (line.trim() === '') return;
    let checkpoint: IntegrityCheckpoint;
    try {
      checkpoint = parseCheckpoint(line);
    } catch {
      this.damaged.push({ piece: line, line: this.lines });
      return;
    }
    // A write that failed halfway was repeated.
    this.damaged = this.damaged.filter(({ piece }) => !line.startsWith(piece));
    if (!this.isSigned(checkpoint)) return;
    this.since = Math.min(this.since, Date.parse(checkpoint.time));
    const { instance, number } = checkpoint;
    const listed = this.instances.get(instance) ?? new Map<number, Listed>();
    this.instances.set(instance, listed);
    const before = listed.get(number);
    if (before && before.line !== line)
      this.findings.add('checkpoint', `${checkpointName(checkpoint)} exists in two versions`);
    listed.set(number, { checkpoint, line });
  }

  /** Call it after the last line. */
  reportDamaged(): void {
    for (const { line } of this.damaged)
      this.findings.add('checkpoint', `line ${line} of the checkpoints is damaged: it is not a whole checkpoint`);
  }

  /** Records that arrived before may have expired, by the `storage.retentionDays` of the processes; `undefined`: none may. */
  expiredBefore(now: number): Date | undefined {
    const inOrder = [...this.instances.values()]
      .flatMap((listed) => [...listed.values()].map(({ checkpoint }) => checkpoint))
      .map(({ time, retention_days }) => ({ time: Date.parse(time), days: retention_days }))
      .sort((one, other) => one.time - other.time);
    let latest = -Infinity;
    inOrder.forEach(({ days }, index) => {
      // A term holds until the next checkpoint tells another one.
      if (days !== null) latest = Math.max(latest, (inOrder[index + 1]?.time ?? now) - days * DAY_MS);
    });
    return latest === -Infinity ? undefined : new Date(latest);
  }

  /** Those of an instance in order; call it once. */
  of(instance: string): IntegrityCheckpoint[] {
    const listed = [...(this.instances.get(instance) ?? new Map<number, Listed>()).values()].sort(
      (one, other) => one.checkpoint.number - other.checkpoint.number,
    );
    listed.forEach((each, index) => this.checkOrder(each, listed[index - 1]));
    return listed.map(({ checkpoint }) => checkpoint);
  }

  get all(): Iterable<string> {
    return this.instances.keys();
  }

  private checkOrder({ checkpoint }: Listed, before: Listed | undefined): void {
    const number = (before?.checkpoint.number ?? 0) + 1;
    if (checkpoint.number !== number) {
      const missing = checkpoint.number - number;
      this.findings.add('checkpoint', `${missing} checkpoints before ${checkpointName(checkpoint)} are missing`);
      return;
    }
    const previous = before ? hashOfLine(before.line) : null;
    const from = before ? before.checkpoint.to + 1 : checkpoint.from;
    if (checkpoint.previous !== previous || checkpoint.from !== from)
      this.findings.add(
        'checkpoint',
        `${checkpointName(checkpoint)} does not follow the one before: one of them is forged`,
      );
  }

  private isSigned(checkpoint: IntegrityCheckpoint): boolean {
    if (!this.key.isKeyed) return true;
    const keyId = this.key.keyId.toString('hex');
    if (checkpoint.key_id !== keyId)
      this.findings.add(
        'key',
        `${checkpointName(checkpoint)} is ${checkpoint.key_id === null ? 'not signed' : 'signed with another key'}`,
      );
    else if (!hasValidMac(checkpoint, this.key))
      this.findings.add('checkpoint', `${checkpointName(checkpoint)} has a wrong signature: it is forged`);
    else return true;
    return false;
  }
}

export const checkpointName = ({ instance, number }: IntegrityCheckpoint): string =>
  `checkpoint ${number} of instance ${instance}`;
