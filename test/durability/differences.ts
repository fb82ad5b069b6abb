import type { mongo } from 'mongoose';
import type { CompletedCall } from './driver.js';

export interface Differences {
  readonly missing: string[];
  readonly doubled: string[];
  readonly altered: string[];
}

const SEEN = { url_path: 1, user_id: 1, response: 1, status_code: 1, outcome: 1 };

/** @param isPromised whether the record of a path must not be missing */
export async function differences(
  collection: mongo.Collection,
  completed: ReadonlyMap<string, CompletedCall>,
  isPromised = (_path: string): boolean => true,
): Promise<Differences> {
  const stored = new Set<string>();
  const doubled: string[] = [];
  const altered: string[] = [];
  for await (const { url_path, user_id, response, status_code, outcome } of collection
    .find({ url_path: { $ne: null } })
    .project(SEEN)) {
    const path = String(url_path);
    if (stored.has(path)) doubled.push(path);
    stored.add(path);
    const call = completed.get(path);
    const isSame =
      !call ||
      (user_id === call.user &&
        outcome === 'completed' &&
        status_code === (path === `/items/${call.id}` ? 201 : 200) &&
        JSON.stringify(response) === JSON.stringify(call.response));
    if (!isSame) altered.push(`${path}: ${JSON.stringify({ user_id, response, status_code, outcome })}`.slice(0, 300));
  }
  const missing = [...completed.keys()].filter((path) => isPromised(path) && !stored.has(path));
  return { missing, doubled, altered };
}

export const NO_DIFFERENCES: Differences = { missing: [], doubled: [], altered: [] };
