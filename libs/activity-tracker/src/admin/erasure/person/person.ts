import { ofUser } from '../../../http/access/same-user.js';
import { RECORD_FIELDS, type ActivityLog, type ActivityUserId } from '../../../record/activity-log.js';
import type { ActivityFilter, ActivityStore } from '../../../storage/port/activity-store.js';
import { readInBatches } from '../../stream-records.js';
import { addEmails } from './emails.js';
import { OwnValues } from './own-values.js';
import { isPlainObject } from './replace-in.js';

/** Kept in memory while the log is read; more identifiers indicate an account that handles other people's data. */
const MAX_IDENTIFIERS = 10_000;
const IDENTIFIERS_A_QUERY = 500;
const QUERY_MS = 60_000;
const FIELDS: ReadonlySet<string> = new Set(RECORD_FIELDS);
const SIGN_IN_KEYS = ['email', 'username', 'login', 'user'] as const;
const IDENTITY_HEADER = /^(?:from|x-.*(?:user|email).*)$/i;

export interface Person {
  records: number;
  from: Date | null;
  to: Date | null;
  emails: Set<string>;
  /** Addresses that no other signed-in person used. */
  addresses: Set<string>;
  /** Claimed texts that are no value of the person's records. */
  foreign: string[];
  own: Pick<OwnValues, 'since'>;
}

export interface ReadPersonOptions {
  emailsFrom?: 'records' | 'token';
  payloadKeys?: readonly string[];
  /** Texts given as the person's. */
  claimed?: readonly string[];
  signal?: AbortSignal;
}

/** An e-mail address is the person's unless another person's token or sign-in has it and this person's does not. */
export async function readPerson(
  store: ActivityStore,
  userId: ActivityUserId,
  { emailsFrom = 'records', payloadKeys = [], claimed = [], signal }: ReadPersonOptions = {},
): Promise<Person> {
  const own = new OwnValues(claimed);
  const person: Person = {
    records: 0,
    from: null,
    to: null,
    emails: new Set(),
    addresses: new Set(),
    foreign: [],
    own,
  };
  const certain = new Set<string>();
  const likely = new Set<string>();
  const claims = new Set<string>(payloadKeys.filter(isPlainKey));
  for await (const record of readInBatches(store, ofUser(userId), { order: 'oldest', signal })) {
    person.records++;
    person.from ??= record.created_time;
    person.to = record.created_time;
    if (record.client_ip_address) person.addresses.add(record.client_ip_address);
    addKnown(record, { certain, likely, claims });
    own.look(record);
    if (emailsFrom === 'records') addEmails(record.body, person.emails);
    if (person.emails.size + likely.size + person.addresses.size > MAX_IDENTIFIERS) throw tooMany();
  }
  person.foreign = own.absent;
  for (const email of likely) person.emails.add(email);
  const others = await emailsOfOthers(store, userId, difference(person.emails, certain), claims, signal);
  person.emails = new Set([...difference(person.emails, others), ...certain]);
  person.addresses = difference(person.addresses, await addressesOfOthers(store, userId, person.addresses));
  return person;
}

interface KnownEmails {
  /** From verified tokens. */
  certain: Set<string>;
  /** From proxy headers and sign-ins, which a client can forge: addresses of other people are removed. */
  likely: Set<string>;
  claims: Set<string>;
}

function addKnown(record: ActivityLog, { certain, likely, claims }: KnownEmails): void {
  addEmails(record.user_id, certain);
  for (const [field, value] of Object.entries(record)) {
    if (FIELDS.has(field)) continue;
    const before = certain.size;
    addEmails(value, certain);
    if (certain.size > before && isPlainKey(field)) claims.add(field);
  }
  for (const [name, value] of Object.entries(record.headers ?? {})) {
    if (IDENTITY_HEADER.test(name)) addEmails(value, likely);
  }
  const { body } = record;
  if (isPlainObject(body) && 'password' in body) for (const key of SIGN_IN_KEYS) addEmails(body[key], likely);
}

const isPlainKey = (key: string): boolean => /^[^.$]+$/.test(key);

async function emailsOfOthers(
  store: ActivityStore,
  userId: ActivityUserId,
  emails: ReadonlySet<string>,
  claims: ReadonlySet<string>,
  signal: AbortSignal | undefined,
): Promise<Set<string>> {
  const found = new Set<string>();
  const signIn = SIGN_IN_KEYS.map((key) => `body.${key}`);
  for (const some of inParts(emails)) {
    const known: ActivityFilter[] = ['user_id', ...claims].map((field) => ({ [field]: { $in: some } }));
    const signedIn = signIn.map((field) => ({ [field]: { $in: some }, 'body.password': { $exists: true } }));
    const filter = { ...ofOthers(userId), $or: [...known, ...signedIn] };
    const fields = ['user_id', ...claims, ...signIn];
    for await (const record of readInBatches(store, filter, { fields, signal })) {
      for (const [field, value] of Object.entries(record)) if (field !== '_id') addEmails(value, found);
    }
  }
  return found;
}

async function addressesOfOthers(
  store: ActivityStore,
  userId: ActivityUserId,
  addresses: ReadonlySet<string>,
): Promise<Set<string>> {
  const found = new Set<string>();
  for (const some of inParts(addresses)) {
    const rows = await store.aggregate<{ _id: string }>(
      [
        { $match: { client_ip_address: { $in: some }, ...ofOthers(userId) } },
        { $group: { _id: '$client_ip_address' } },
      ],
      { maxTimeMs: QUERY_MS },
    );
    for (const { _id } of rows) found.add(_id);
  }
  return found;
}

/** Records of other people, without anonymous calls. */
function ofOthers(userId: ActivityUserId): ActivityFilter {
  return { user_id: { $nin: [...ofUser(userId).user_id.$in, null] } };
}

function* inParts(texts: ReadonlySet<string>): Generator<string[]> {
  const all = [...texts];
  for (let start = 0; start < all.length; start += IDENTIFIERS_A_QUERY) {
    yield all.slice(start, start + IDENTIFIERS_A_QUERY);
  }
}

function difference(all: ReadonlySet<string>, without: ReadonlySet<string>): Set<string> {
  return new Set([...all].filter((each) => !without.has(each)));
}

function tooMany(): RangeError {
  return new RangeError(
    `The records of this person hold more than ${MAX_IDENTIFIERS.toLocaleString('en')} e-mail and client addresses, which ` +
      'cannot all be theirs; nothing was erased. Set emailsFrom: "token", and list their other texts in `also`.',
  );
}
