/** Stands where a secret stood: always the same, so that it tells nothing of the secret, not even its length. @publicApi */
export const FILTERED = '***FILTERED***';

/** Replaces a value that could not be read or masked. */
export const UNREADABLE = '***UNREADABLE***';
export const CIRCULAR = '***CIRCULAR***';
/** Replaces a getter, which would run application code. */
export const ACCESSOR = '***ACCESSOR***';
export const FUNCTION = '***FUNCTION***';
export const SYMBOL = '***SYMBOL***';
export const STREAM = '***STREAM***';
/** Replaces a value without readable content: a promise, a weak map, a generator. */
export const OPAQUE = '***OBJECT***';

const TRUNCATION = '***TRUNCATED ';
export const TRUNCATED_DEPTH = `${TRUNCATION}depth***`;
export const TRUNCATED_TEXT = `${TRUNCATION}text***`;
/** Replaces a text that was not searched because the work budget was used up. */
export const TRUNCATED_WORK = `${TRUNCATION}work***`;
/** Holds the number of keys that were cut from an object. */
export const TRUNCATED_KEY = '***TRUNCATED***';

export function truncatedEntries(count: number): string {
  return `${TRUNCATION}${count} more***`;
}

export function binary(bytes: number): string {
  return `***BINARY ${bytes} bytes***`;
}

export function isTruncation(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith(TRUNCATION);
}

/** All fixed markers, one after the other: a remembered secret found in here must not be searched for. */
export const MARKER_TEXT = [
  FILTERED,
  UNREADABLE,
  CIRCULAR,
  ACCESSOR,
  FUNCTION,
  SYMBOL,
  STREAM,
  OPAQUE,
  TRUNCATED_KEY,
  binary(0),
].join('\n');

/**
 * Cuts text to at most `limit` UTF-16 units, marker included, between code points and never inside {@link FILTERED}.
 *
 * @param dropped units that are already missing from its end
 */
export function cutText(text: string, limit: number, dropped = 0): string {
  if (text.length <= limit && dropped === 0) return text;
  const marker = `${TRUNCATION}${Math.max(0, text.length - limit) + dropped} characters***`;
  let end = Math.min(text.length, Math.max(0, limit - marker.length));
  const mask = text.lastIndexOf(FILTERED, end);
  if (mask >= 0 && mask < end && mask + FILTERED.length > end) end = mask;
  const last = text.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end--;
  return text.slice(0, end) + marker;
}
