import type { ActivityUserId } from '../../record/activity-log.js';

/** How the panel shows a person. @publicApi */
export interface UserDescription {
  /** The id as it was asked for; a number and its text are the same person. */
  id: ActivityUserId;
  /** Shown in place of the id; at most 200 characters. */
  label: string;
  /** A second line, such as an e-mail address; at most 200 characters. */
  detail?: string;
  /** Page of the person in the application: an http(s) URL, or a path of the same origin. */
  url?: string;
}

/** Describes people by their ids; those it does not know are left out. At most 200 ids at a time. @publicApi */
export type DescribeUsers = (
  ids: readonly ActivityUserId[],
) => readonly UserDescription[] | Promise<readonly UserDescription[]>;

/** Returns the ids of the people that a text means, such as part of a name; the first 50 count. @publicApi */
export type FindUsers = (text: string) => readonly ActivityUserId[] | Promise<readonly ActivityUserId[]>;

const LONGEST = 200;
const URL_FORM = /^(?:https?:\/\/|\/(?![/\\]))\S*$/;

/** @throws TypeError that names what is wrong with it */
export function checkedDescription(given: unknown): UserDescription {
  const { id, label, detail, url } = (given ?? {}) as Partial<Record<keyof UserDescription, unknown>>;
  if (typeof id !== 'string' && !Number.isSafeInteger(id)) throw new TypeError('a description has no id');
  if (typeof label !== 'string' || label.trim() === '') throw new TypeError('a description has no label');
  if (detail !== undefined && typeof detail !== 'string') throw new TypeError('a detail is not a text');
  if (url !== undefined && (typeof url !== 'string' || !URL_FORM.test(url)))
    throw new TypeError('a url is neither an http(s) URL nor a path');
  return {
    id: id as ActivityUserId,
    label: shortened(label),
    ...(detail !== undefined && { detail: shortened(detail) }),
    ...(url !== undefined && { url }),
  };
}

/** A copy, because a slice keeps the whole text in memory. */
const shortened = (text: string): string =>
  text.length <= LONGEST ? text : Buffer.from(text.slice(0, LONGEST)).toString();
