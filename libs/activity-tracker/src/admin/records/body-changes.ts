import { plainText } from '../../common/plain-text.js';
import type { ActivityLog } from '../../record/activity-log.js';

/** A field whose value differs from the last one known. @publicApi */
export interface BodyChange {
  /** Place in the body, such as `address.city` or `items[0].id`. */
  path: string;
  before: unknown;
  after: unknown;
}

/** Limits of one body, and of the list that the panel shows. */
const MAX_FIELDS = 2_000;
const MAX_DEPTH = 16;
const MAX_CHANGES = 100;
const LONGEST_VALUE = 500;

/**
 * The state of one object as its calls show it: the fields of the response of each successful call, or of the request if a write has
 * no response.
 */
export class KnownState {
  private readonly fields = new Map<string, unknown>();

  /** The fields that changed since they were last seen; a field seen for the first time is no change. */
  next(record: ActivityLog): BodyChange[] {
    const changes: BodyChange[] = [];
    for (const [path, after] of fieldsIn(stateIn(record))) {
      const isKnown = this.fields.has(path);
      const before = this.fields.get(path);
      this.fields.set(path, after);
      if (isKnown && before !== after && changes.length < MAX_CHANGES) changes.push({ path, before, after });
    }
    return changes;
  }
}

function stateIn({ status_code: status, method, body, response }: ActivityLog): unknown {
  if (status === null || status < 200 || status > 299) return undefined;
  if (isObject(response) && !isOmitted(response)) return response;
  return method !== 'GET' && isObject(body) && !isOmitted(body) ? body : undefined;
}

function fieldsIn(body: unknown): Map<string, unknown> {
  const fields = new Map<string, unknown>();
  collect(body, '', 0, fields);
  return fields;
}

function collect(value: unknown, path: string, depth: number, fields: Map<string, unknown>): void {
  if (fields.size >= MAX_FIELDS || depth > MAX_DEPTH) return;
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) collect(item, `${path}[${index}]`, depth + 1, fields);
  else if (isObject(value))
    for (const key of Object.keys(value)) collect(value[key], path === '' ? key : `${path}.${key}`, depth + 1, fields);
  else if (path !== '') fields.set(path, single(value));
}

/** Comparable with ===, and short enough to be listed. */
function single(value: unknown): unknown {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  const text =
    typeof value === 'string' ? value : ((value instanceof Date ? value.toJSON() : null) ?? plainText(value));
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}

const isOmitted = (body: Record<string, unknown>): boolean => typeof body['omitted'] === 'string' && 'size' in body;

/** Not a date, and not a number or id of BSON. */
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !(value instanceof Date) && !('_bsontype' in value);
