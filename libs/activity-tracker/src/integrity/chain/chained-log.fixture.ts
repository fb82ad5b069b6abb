import { mongo } from 'mongoose';
import type { ActivityLog } from '../../record/activity-log.js';
import { chainElement, ChainLink } from './chain-link.js';
import { KeyedHash } from './keyed-hash.js';
import { RecordChain } from './record-chain.js';

export const KEY = 'a key of the operator for tests';

export const bsonOf = (record: object): Buffer =>
  Buffer.from(mongo.BSON.serialize(record as mongo.BSON.Document, { ignoreUndefined: true }));

function withElement(document: Buffer, element: Buffer): Buffer {
  const longer = Buffer.concat([document.subarray(0, -1), element, Buffer.alloc(1)]);
  longer.writeInt32LE(longer.length);
  return longer;
}

export function chainedLog(records: readonly ActivityLog[], key?: string, linked?: (hash: Buffer) => void): Buffer[] {
  const chain = new RecordChain(new KeyedHash(key), linked);
  return records.map((record) => {
    const document = bsonOf(record);
    return withElement(document, chain.link(document, record.seq!));
  });
}

export const recordOf = (document: Buffer): ActivityLog => mongo.BSON.deserialize(document) as ActivityLog;

export function linkIn(record: ActivityLog): ChainLink {
  return ChainLink.read(Buffer.from((record['chain'] as mongo.Binary).buffer))!;
}

export const withLink = (document: Buffer, link: ChainLink): Buffer => withElement(document, chainElement(link));
