import { createHash } from 'node:crypto';
import { mongo } from 'mongoose';
import { exactId, typedDocument } from './archive-line.js';
import type { ArchivedFile, ArchivedInstance } from './manifest.js';

export interface ArchivedContent {
  records: number;
  content_sha256: string;
  first?: ArchivedFile['first'];
  last?: ArchivedFile['last'];
  instances: Record<string, ArchivedInstance>;
}

/** The manifest's entry for the records of a day. */
export class ContentCounter {
  records = 0;
  private readonly hash = createHash('sha256');
  private readonly instances: Record<string, ArchivedInstance> = {};
  private first: ArchivedFile['first'] | undefined;
  private last: ArchivedFile['last'] | undefined;

  constructor(private readonly day: string) {}

  /** @returns why the bytes cannot be a record of the day; `undefined` if they can */
  add(raw: Uint8Array): string | undefined {
    this.records++;
    this.hash.update(raw);
    let record: Record<string, unknown>;
    try {
      record = typedDocument(raw);
    } catch (error) {
      return `not a BSON document (${(error as Error).message})`;
    }
    const { _id, created_time, instance, seq } = record;
    if (_id === undefined) return 'not a record, because it has no _id';
    const time =
      created_time instanceof Date && !Number.isNaN(created_time.getTime()) ? created_time.toISOString() : '';
    if (!time.startsWith(this.day)) return `not a record of ${this.day} (created_time: ${time || 'none'})`;
    this.last = { created_time: time, _id: exactId(_id) };
    this.first ??= this.last;
    if (instance instanceof mongo.ObjectId && seq !== undefined && seq !== null) this.count(instance, Number(seq));
    return undefined;
  }

  end(): ArchivedContent {
    const { records, first, last, instances } = this;
    return {
      records,
      content_sha256: this.hash.digest('hex'),
      ...(first && { first }),
      ...(last && { last }),
      instances,
    };
  }

  private count(instance: mongo.ObjectId, number: number): void {
    const span = (this.instances[instance.toHexString()] ??= { first: number, last: number, count: 0 });
    span.first = Math.min(span.first, number);
    span.last = Math.max(span.last, number);
    span.count++;
  }
}
