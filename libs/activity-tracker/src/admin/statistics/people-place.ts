import { badParameter } from '../../http/parameters/bad-parameter.js';

export type PeoplePosition = readonly [value: number, id: string];

export function comparePlaces([a, id]: PeoplePosition, [b, other]: PeoplePosition): number {
  if (a !== b) return b - a;
  if (id === other) return 0;
  return id < other ? -1 : 1;
}

export const cursorAt = (place: PeoplePosition): string => Buffer.from(JSON.stringify(place)).toString('base64url');

export function placeOf(cursor: string): PeoplePosition {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(place) && typeof place[0] === 'number' && typeof place[1] === 'string') {
      return place as unknown as PeoplePosition;
    }
  } catch {
    // Not a valid cursor.
  }
  throw badParameter('cursor', 'is not the cursor of a page of people: start again without it');
}
