import { randomBytes } from 'node:crypto';
import { mongo } from 'mongoose';
import { DAY_MS } from '../../../common/time.js';
import { companion, SHORT_MS } from '../companions/companion.js';

const KEY_ID = 'key';
/** Files and archives may bring a record back for so long. */
const ORDER_VALID_MS = 400 * DAY_MS;
/** How long other processes may take to read that an order was withdrawn. */
const WITHDRAWN_VALID_MS = DAY_MS;
/** Processes tell once a minute that they store records. */
const PROCESS_VALID_MS = 150_000;
/** Orders are read again from so long before the newest one known: writes become visible out of order. */
const OVERLAP_MS = 60_000;

export interface OrderDocument {
  _id: string;
  /** Keyed hash of the person's id. */
  subject?: string;
  /** Records that arrived later are not meant. */
  at?: Date;
  /** Keyed hashes: records in which these persons acted are stored. */
  held?: string[];
  withdrawn?: boolean;
  changed?: Date;
  expires?: Date;
  /** Of the document {@link KEY_ID}: the key of the hashes. */
  key?: mongo.Binary;
}

interface ProcessDocument {
  _id: string;
  seen: Date;
}

export interface OrderCollections {
  orders: mongo.Collection<OrderDocument>;
  processes: mongo.Collection<ProcessDocument>;
}

const ordersOf = companion<OrderDocument>('erasureOrders');
const processesOf = companion<ProcessDocument>('processes');

export function orderCollections(db: mongo.Db, collectionName: string): OrderCollections {
  return { orders: ordersOf(db, collectionName), processes: processesOf(db, collectionName) };
}

export async function readOrMakeKey({ orders }: OrderCollections): Promise<Buffer> {
  const made = { $setOnInsert: { key: new mongo.Binary(randomBytes(32)), changed: new Date(0) } };
  await orders.updateOne({ _id: KEY_ID }, made, { upsert: true, maxTimeMS: SHORT_MS });
  const found = await orders.findOne({ _id: KEY_ID }, { maxTimeMS: SHORT_MS });
  return Buffer.from(found!.key!.buffer);
}

export async function storeOrder(
  { orders }: OrderCollections,
  _id: string,
  subject: string,
  held: readonly string[],
): Promise<void> {
  await orders.deleteMany({ $expr: { $lte: ['$expires', '$$NOW'] }, _id: { $ne: KEY_ID } }, { maxTimeMS: SHORT_MS });
  const order = { subject, held, at: '$$NOW', changed: '$$NOW', expires: { $add: ['$$NOW', ORDER_VALID_MS] } };
  await orders.updateOne({ _id }, [{ $set: order }], { upsert: true, maxTimeMS: SHORT_MS });
}

export async function extendOrder({ orders }: OrderCollections, _id: string): Promise<void> {
  const order = { at: '$$NOW', changed: '$$NOW', expires: { $add: ['$$NOW', ORDER_VALID_MS] } };
  await orders.updateOne({ _id }, [{ $set: order }], { maxTimeMS: SHORT_MS });
}

export async function withdrawOrder({ orders }: OrderCollections, _id: string): Promise<void> {
  const order = { withdrawn: true, changed: '$$NOW', expires: { $add: ['$$NOW', WITHDRAWN_VALID_MS] } };
  await orders.updateOne({ _id }, [{ $set: order }], { maxTimeMS: SHORT_MS });
}

/** @param after time of the newest order that is known */
export async function readOrders({ orders }: OrderCollections, after: number): Promise<OrderDocument[]> {
  const since = new Date(Math.max(0, after - OVERLAP_MS));
  return orders.find({ $or: [{ _id: KEY_ID }, { changed: { $gte: since } }] }, { maxTimeMS: SHORT_MS }).toArray();
}

/** False for what another program wrote into the collection. */
export function isOrder({
  _id,
  key,
  subject,
  at,
  held,
  changed,
}: Readonly<Partial<Record<keyof OrderDocument, unknown>>>): boolean {
  const isDate = (value: unknown): boolean => value === undefined || value instanceof Date;
  return (
    (key === undefined || (_id === KEY_ID && key instanceof mongo.Binary && key.length() > 0)) &&
    (subject === undefined || typeof subject === 'string') &&
    [at, changed].every(isDate) &&
    (held === undefined || (Array.isArray(held) && held.every((hash) => typeof hash === 'string')))
  );
}

/** @returns the time of the server */
export async function tellOfProcess({ processes }: OrderCollections, _id: string): Promise<Date> {
  const gone = { $expr: { $lt: ['$seen', { $subtract: ['$$NOW', PROCESS_VALID_MS] }] } };
  await processes.deleteMany(gone, { maxTimeMS: SHORT_MS });
  const told = await processes.findOneAndUpdate({ _id }, [{ $set: { seen: '$$NOW' } }], {
    upsert: true,
    returnDocument: 'after',
    maxTimeMS: SHORT_MS,
  });
  return told!.seen;
}

export async function endProcess({ processes }: OrderCollections, _id: string): Promise<void> {
  await processes.deleteOne({ _id }, { maxTimeMS: SHORT_MS });
}

export async function hasOtherProcesses({ processes }: OrderCollections, _id: string): Promise<boolean> {
  const other = { _id: { $ne: _id }, $expr: { $gte: ['$seen', { $subtract: ['$$NOW', PROCESS_VALID_MS] }] } };
  return (await processes.findOne(other, { maxTimeMS: SHORT_MS })) !== null;
}
