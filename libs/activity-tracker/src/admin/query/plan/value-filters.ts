import { devicePatterns } from '../../../storage/tally/device.js';
import { USER_AGENT_PATHS } from '../../../storage/tally/user-agent.js';
import { userForms } from '../../../record/user-forms.js';
import type { ActivityFilter } from '../../../storage/port/activity-store.js';
import { escapedPattern, globPattern } from './handler-filter.js';

/** Scheme and host, before a pattern that begins at the path; the scheme alone, before any other. */
const BEFORE_PATH = '(?:[a-z][a-z0-9+.-]*:\\/\\/[^\\/?#]*)?';
const BEFORE_HOST = '(?:[a-z][a-z0-9+.-]*:\\/\\/)?';

/** The path itself and the paths below it. */
export const pathPattern = (path: string): RegExp =>
  new RegExp(`^${escapedPattern(path.replace(/\/$/, ''))}(?:\\/.*)?$`, 's');

/** URLs that begin so, with or without what stands before; with `*`, whole URLs. */
export function urlPattern(url: string, isGlob: boolean): RegExp {
  const before = url.startsWith('/') ? BEFORE_PATH : BEFORE_HOST;
  const { source } = globPattern(isGlob ? url : `${url}*`);
  return new RegExp(`^${before}${source.slice(1)}`, 's');
}

/** Ids that begin so, those stored as numbers included. */
export function beginningFilter(stored: string, beginning: string): ActivityFilter {
  const texts = { [stored]: new RegExp(`^${escapedPattern(beginning)}`, 's') };
  const numbers = numbersBeginning(beginning);
  return numbers.length === 0
    ? texts
    : { $or: [texts, ...numbers.map(([$gte, $lte]) => ({ [stored]: { $gte, $lte } }))] };
}

function numbersBeginning(digits: string): [number, number][] {
  if (digits === '0') return [[0, 0]];
  if (!/^[1-9]\d*$/.test(digits)) return [];
  const ranges: [number, number][] = [];
  for (let [from, to] = [Number(digits), Number(digits)]; from <= Number.MAX_SAFE_INTEGER; from *= 10, to = to * 10 + 9)
    ranges.push([from, Math.min(to, Number.MAX_SAFE_INTEGER)]);
  return ranges;
}

/** The patterns that name a device in statistics, so that both agree. */
export const deviceFilter = (device: string): ActivityFilter => ({
  $or: USER_AGENT_PATHS.map((path) => deviceAt(path, device)),
});

function deviceAt(path: string, device: string): ActivityFilter {
  const parts = devicePatterns(device).flatMap(({ is, isNot }) => [
    ...is.map((pattern) => ({ [path]: pattern })),
    ...(isNot.length > 0 ? [{ $nor: isNot.map((pattern) => ({ [path]: pattern })) }] : []),
  ]);
  return { $and: [{ [path]: { $gt: '' } }, ...parts] };
}

/** A claim as its text could be stored: tokens hold numbers and booleans too. */
export function claimForms(text: string): unknown[] {
  if (text === 'true' || text === 'false') return [text === 'true', text];
  return userForms(text);
}

/** @param text such as `order/4711`; `order/*` for all of the kind */
export function resourceFilter(text: string, idOf: (id: string) => string | RegExp): ActivityFilter {
  const slash = text.indexOf('/');
  const [type, id] = [text.slice(0, slash), text.slice(slash + 1)];
  return { 'resource.type': type, ...(id !== '*' && { 'resource.id': idOf(id) }) };
}
