import { describe, expect, it } from 'vitest';
import type { ActivityLog } from '../../../record/activity-log.js';
import { activity } from '../../../storage/port/example-activity.fixture.js';
import { OwnValues } from './own-values.js';

/** Whether `text` stands in the record as a whole value. */
function stands(text: string, fields: Partial<ActivityLog>): boolean {
  const values = new OwnValues([text]);
  values.look(activity(fields));
  return values.absent.length === 0;
}

describe('a text stands in a record', () => {
  it.each<[string, string, Partial<ActivityLog>]>([
    ['as a leaf of the body', 'Ann Distinct', { body: { a: [{ name: 'Ann Distinct' }] } }],
    ['in another case, between blanks', 'ann distinct', { body: { name: ' Ann Distinct ' } }],
    ['as a number', '4799911222', { body: { phone: 4_799_911_222 } }],
    ['in the response', 'Ann', { response: { name: 'Ann' } }],
    ['in a claim', 'Ann', { name: 'Ann' }],
    ['in JSON that is kept as text', 'Ann', { body: '{"name":"Ann"}' }],
    ['in JSON that was cut', 'Ann "A" D', { body: '{"name":"Ann \\"A\\" D","rest":"cu' }],
    ['as a value of a query', 'Ann Distinct', { api: 'http://x/a?name=Ann+Distinct&b=1' }],
    ['as an encoded segment of a path', 'Ann Distinct', { url_path: '/people/Ann%20Distinct' }],
    ['as the id of an object', 'Ann', { resource: { type: 'order', id: 'Ann' } }],
    ['as a segment that the route leaves open', 'Ann', { route: '/orders/:id/:who', url_path: '/orders/5/Ann' }],
    ['in a header that the application reads', 'Ann', { headers: { 'x-user-name': 'Ann' } }],
    ['as the name of an event', 'Ann', { route: null, event_name: 'Ann' }],
  ])('%s', (_, text, fields) => {
    expect(stands(text, fields)).toBe(true);
  });

  it.each<[string, string, Partial<ActivityLog>]>([
    ['in a longer text', 'Ann', { body: { note: 'for Ann Distinct' } }],
    ['as a key', 'name', { body: { name: 'x' } }],
    ['in a header that software writes', 'Firefox', { headers: { 'user-agent': 'Firefox', accept: 'Firefox' } }],
    ['as the name of a handler', 'find', { url_name: 'find', namespace: 'find' }],
    ['as a method', 'GET', { method: 'GET' }],
    ['as a country', 'Norway', { country: 'Norway' }],
    ['as a segment that the route spells out', 'orders', { route: '/orders/:id', api: null, url_path: '/v1/orders/5' }],
    ['as a kind of object', 'order', { resource: { type: 'order', id: '5' } }],
    ['as a prefix', 'v1', { route: '/orders/:id', url_path: null, api: 'http://x/v1/orders/5' }],
    ['in no record', 'Ann', {}],
  ])('but not %s', (_, text, fields) => {
    expect(stands(text, fields)).toBe(false);
  });

  it('is sought in one record after another', () => {
    const values = new OwnValues(['a-a', 'b-b', 'c-c']);
    values.look(activity({ body: 'a-a' }));
    values.look(activity({ body: 'B-B' }));
    expect(values.absent).toEqual(['c-c']);
  });
});
