import { KeyedHash } from '../chain/keyed-hash.js';
import { CheckpointList } from './checkpoint-list.js';
import { type Explanation, Findings, type IntegrityFinding } from './finding.js';
import { InstanceChain } from './instance-chain.js';
import { RecordVerifier, type RecordVerdict } from './verify-record.js';

/** A record to verify, with what is read from it anyway. */
export interface ChainedRecord {
  /** BSON as stored. */
  readonly document: Buffer;
  readonly name: string;
  readonly instance: string | undefined;
  readonly seq: number | undefined;
  readonly createdTime: Date | undefined;
  /** The tracker made it to tell of a removal: such a record is in no chain. */
  readonly isAboutRemoval?: boolean;
}

export interface ChainSettings {
  readonly key?: string | Uint8Array | undefined;
  /** Lines of a file of checkpoints. */
  readonly checkpoints?: Iterable<string> | undefined;
  /** Only a part of the log is read: what lies outside is not missing. */
  readonly isPart?: boolean;
  /** Records that arrived before have expired, by the index of the store; checkpoints may say that they have not. */
  readonly expiredBefore?: Date | undefined;
  /** Of a process that runs, records that newer checkpoints prove may still be on their way to the store. */
  readonly settledBefore?: Date | undefined;
  /** Only records that arrived in it are read, all of them. */
  readonly days?: { readonly from: Date; readonly to: Date } | undefined;
  /** Every process had the chain on since its first record: one without a chain was inserted. */
  readonly allChained?: boolean;
}

export interface ChainReport {
  readonly records: Readonly<Record<RecordVerdict, number>>;
  readonly instances: number;
  readonly checkpoints: { readonly read: number; readonly proved: number };
  /** Chained records behind the last checkpoint of their instance: a removed tail of them would not be noticed. */
  readonly unanchored: number;
  /** Processes without any chain that recorded after the chain had begun: theirs was off, or they were inserted. */
  readonly chainless: readonly string[];
  /** At most a hundred of each kind. */
  readonly findings: readonly IntegrityFinding[];
  readonly problems: number;
}

const FAULTS: Partial<Record<RecordVerdict, (name: string, seq: string) => string>> = {
  changed: (name, seq) => `record ${name} (${seq}) was changed after it was recorded`,
  'other-key': (name, seq) => `record ${name} (${seq}) was linked with another key, or without one`,
};

/** In any order; few records are in memory where the order is about that of `seq`. */
export class ChainVerification {
  private readonly findings = new Findings();
  private readonly verifier: RecordVerifier;
  private readonly checkpoints: CheckpointList | undefined;
  private readonly instances = new Map<string, InstanceChain>();
  private readonly records: Record<RecordVerdict, number> = {
    whole: 0,
    'bodies-replaced': 0,
    erased: 0,
    corrected: 0,
    changed: 0,
    'other-key': 0,
    keyed: 0,
    unchained: 0,
  };
  /** Earliest record with a link, and latest without one. */
  private chainedSince = Infinity;
  private readonly unchained = new Map<string | undefined, { name: string; time: number }>();

  constructor(private readonly settings: ChainSettings = {}) {
    const hash = new KeyedHash(settings.key);
    this.verifier = new RecordVerifier(hash);
    if (!settings.checkpoints) return;
    this.checkpoints = new CheckpointList(hash, this.findings);
    for (const line of settings.checkpoints) this.checkpoints.addLine(line);
    this.checkpoints.reportDamaged();
  }

  /** Records that arrived before have expired; by the checkpoints, where they are given. */
  get expiredBefore(): Date | undefined {
    const { expiredBefore } = this.settings;
    if (!this.checkpoints || !expiredBefore) return expiredBefore;
    const anchored = this.checkpoints.expiredBefore(Date.now());
    return anchored && anchored < expiredBefore ? anchored : anchored && expiredBefore;
  }

  add({ document, name, instance, seq, createdTime, isAboutRemoval = false }: ChainedRecord): void {
    const { verdict, hash, previous, isAlone } = this.verifier.verify(document);
    this.records[verdict]++;
    const time = createdTime instanceof Date ? createdTime.getTime() : Number.NaN;
    if (verdict === 'unchained') {
      if (!isAboutRemoval) this.noteUnchained(name, time, instance);
      else if (this.verifier.isKeyed)
        this.findings.add('key', `record ${name} tells of a removal, and is not sealed with the key`);
      return;
    }
    if (!Number.isNaN(time)) this.chainedSince = Math.min(this.chainedSince, time);
    const place = `instance ${instance ?? '(none)'}, seq ${seq ?? '(none)'}`;
    const fault = FAULTS[verdict]?.(name, place);
    if (fault) this.findings.add(verdict === 'changed' ? 'changed' : 'key', fault);
    if (isAlone) {
      if (!isAboutRemoval) this.findings.add('inserted', `record ${name} is in no chain, and tells of no removal`);
      return;
    }
    if (instance === undefined || seq === undefined || !hash || !previous) {
      if (!fault) this.findings.add('inserted', `record ${name} has a link, but no instance and seq`);
      return;
    }
    this.chainOf(instance).add(seq, hash, previous, time);
  }

  /** @param explains not asked for what a checkpoint does not prove */
  end(explains: Explanation = () => false): ChainReport {
    let proved = 0;
    let unanchored = 0;
    for (const instance of this.checkpoints?.all ?? []) this.chainOf(instance);
    const span = { ...this.settings, expiredBefore: this.expiredBefore };
    for (const chain of this.instances.values()) {
      const result = chain.end(explains, span, this.checkpoints?.since);
      proved += result.proved;
      unanchored += result.unanchored;
    }
    const chainless = this.reportUnchained();
    const { findings, instances, records } = this;
    const read = [...instances.values()].reduce((sum, { checkpoints }) => sum + checkpoints, 0);
    return {
      records,
      instances: instances.size,
      checkpoints: { read, proved },
      unanchored,
      chainless,
      findings: findings.list,
      problems: findings.total,
    };
  }

  private chainOf(instance: string): InstanceChain {
    const known = this.instances.get(instance);
    if (known) return known;
    const chain = new InstanceChain(instance, this.checkpoints?.of(instance), this.findings);
    this.instances.set(instance, chain);
    return chain;
  }

  /** Records before the chain began have no link; keeps one for each instance, the latest. */
  private noteUnchained(name: string, given: number, instance: string | undefined): void {
    // Every record has a time: without one it was not made before the chain began.
    const time = Number.isNaN(given) ? Infinity : given;
    const before = this.unchained.get(instance);
    if (!before || time > before.time) this.unchained.set(instance, { name, time });
  }

  private reportUnchained(): string[] {
    const chainless: string[] = [];
    for (const [instance, { name, time }] of this.unchained) {
      const isChained = instance !== undefined && this.instances.has(instance);
      if (!isChained && !(time > this.chainedSince)) continue;
      // Several versions may run at the same time, and the chain may be on in some applications only.
      if (instance !== undefined && !isChained && !this.settings.allChained) chainless.push(instance);
      else
        this.findings.add(
          'inserted',
          `record ${name} (instance ${instance ?? '(none)'}) has no link, although ${isChained ? 'its instance has a chain' : 'the chain had begun before it'}`,
        );
    }
    return chainless;
  }
}
