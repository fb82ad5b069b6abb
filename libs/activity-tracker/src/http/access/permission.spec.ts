import { describe, expect, it } from 'vitest';
import { payloadHolds } from './permission.js';

const permission = 'activity_tracker.view_activity_log';

describe('payloadHolds', () => {
  it.each<[boolean, string, Record<string, unknown>]>([
    [true, 'an array that holds it', { permissions: ['other', permission] }],
    [true, 'a scope of one word', { scope: permission }],
    [true, 'a scope among others', { scope: `openid ${permission} email` }],
    [true, 'a scope next to other permissions', { permissions: ['other'], scope: permission }],
    [false, 'no payload', {}],
    [false, 'an empty array', { permissions: [] }],
    [false, 'a prefix', { permissions: ['activity_tracker'] }],
    [false, 'a longer name', { permissions: [`${permission}.mine`], scope: `${permission}_mine` }],
    [false, 'other case', { permissions: [permission.toUpperCase()], scope: permission.toUpperCase() }],
    [false, 'a wildcard', { permissions: ['*', '.*', true, 1], scope: '*' }],
    [false, 'a nested array', { permissions: [[permission]] }],
    [false, 'a text in place of an array', { permissions: permission }],
    [false, 'an object in place of an array', { permissions: { [permission]: true } }],
    [false, 'an array in place of a scope', { scope: [permission] }],
    [false, 'a scope parted by other signs', { scope: `openid,${permission}` }],
    [false, 'a claim of another name', { roles: [permission] }],
  ])('%s: %s', (holds, _case, payload) => {
    expect(payloadHolds({ user: { userId: 7, payload }, permission, request: {} })).toBe(holds);
  });
});
