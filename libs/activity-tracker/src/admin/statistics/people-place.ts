import { badParameter } from '../../http/parameters/bad-parameter.js';

/** Where somebody stands in the list: by value, then by id. */
export type Place = readonly [value: number, id: string];

export function comparePlaces([a, id]: Place, [b, other]: Place): number {
  if (a !== b) return b - a;
  if (id === other) return 0;
  return id < other ? -1 : 1;
}

export const cursorAt = (place: Place): string => Buffer.from(JSON.stringify(place)).toString('base64url');

export function placeOf(cursor: string): Place {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(place) && typeof place[0] === 'number' && typeof place[1] === 'string') {
      return place as unknown as Place;
    }
  } catch {
    // Not one of ours.
  }
  throw badParameter('cursor', 'is not one that a page of people gave; start again without it');
}
