import { mongo } from 'mongoose';
import type { ActivityLog } from '../../record/activity-log.js';
import { activity, at } from '../../storage/port/example-activity.fixture.js';
import { bsonOf, chainedLog, recordOf, withLink } from '../chain/chained-log.fixture.js';
import { ChangedLink } from '../chain/changed-link.js';
import { KeyedHash } from '../chain/keyed-hash.js';
import { type IntegrityCheckpoint, lineOf } from '../checkpoints/checkpoint.js';
import { CheckpointMaker } from '../checkpoints/checkpoint-maker.js';
import { type ChainedRecord, type ChainReport, type ChainSettings, ChainVerification } from './chain-verification.js';
import type { Explanation } from './finding.js';

export const A = 'a'.repeat(24);
export const B = 'b'.repeat(24);

export function chainedRecordOf(document: Buffer): ChainedRecord {
  const { _id, instance, seq, created_time } = recordOf(document);
  return { document, name: String(_id), instance: instance && String(instance), seq, createdTime: created_time };
}

/** A log of one process with a checkpoint after every four records, and how to tamper with it. */
export class TestLog {
  documents: Buffer[] = [];
  lines: string[] = [];

  constructor(
    readonly key?: string,
    readonly instance = A,
    readonly retentionDays: number | null = null,
  ) {}

  record(count: number, fields: (seq: number) => Partial<ActivityLog> = () => ({})): this {
    const { instance, key, retentionDays } = this;
    const records = Array.from({ length: count }, (_, index) =>
      activity({
        created_time: at(index),
        body: { n: index },
        instance: new mongo.ObjectId(instance),
        seq: index + 1,
        ...fields(index + 1),
      }),
    );
    const maker = new CheckpointMaker(instance, 60, new KeyedHash(key), retentionDays);
    const anchor = (checkpoint: IntegrityCheckpoint): void => void this.lines.push(lineOf(checkpoint));
    anchor(maker.sign(maker.take(), at(0)));
    let made = 0;
    this.documents.push(
      ...chainedLog(records, key, (hash) => {
        maker.add(hash);
        if (++made % 4 === 0) anchor(maker.sign(maker.take(), at(made)));
      }),
    );
    anchor(maker.sign(maker.take(true), at(count)));
    return this;
  }

  forge(seq: number, change: (record: ActivityLog) => object): this {
    return this.replace(seq, (document) => bsonOf(change(recordOf(document))));
  }

  rewrite(seq: number, change: (record: ActivityLog) => ActivityLog, key = this.key): this {
    return this.replace(seq, (document) => {
      const { chain: _, ...written } = change(recordOf(document));
      const after = bsonOf(written);
      return withLink(after, new ChangedLink(new KeyedHash(key)).of(document, after)!);
    });
  }

  replace(seq: number, change: (document: Buffer) => Buffer): this {
    const index = this.indexOf(seq);
    this.documents[index] = change(this.documents[index]!);
    return this;
  }

  remove(from: number, to = from): this {
    this.documents = this.documents.filter((document) => {
      const { instance, seq } = recordOf(document);
      return String(instance) !== this.instance || seq! < from || seq! > to;
    });
    return this;
  }

  add(...documents: Buffer[]): this {
    this.documents.push(...documents);
    return this;
  }

  join(other: TestLog): this {
    this.documents.push(...other.documents);
    this.lines.push(...other.lines);
    return this;
  }

  at(seq: number): Buffer {
    return this.documents[this.indexOf(seq)]!;
  }

  verify(
    settings: { key?: string | null; anchors?: boolean; explains?: Explanation } & Pick<
      ChainSettings,
      'expiredBefore' | 'settledBefore' | 'allChained'
    > = {},
  ): ChainReport {
    const { key = this.key, anchors = true, explains, ...rest } = settings;
    const checkpoints = anchors ? this.lines : undefined;
    const verification = new ChainVerification({ key: key ?? undefined, checkpoints, ...rest });
    for (const document of this.documents) verification.add(chainedRecordOf(document));
    return verification.end(explains);
  }

  private indexOf(seq: number): number {
    return this.documents.findIndex((document) => {
      const record = recordOf(document);
      return String(record.instance) === this.instance && record.seq === seq;
    });
  }
}
