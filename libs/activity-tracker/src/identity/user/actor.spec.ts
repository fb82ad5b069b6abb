import { describe, expect, it } from 'vitest';
import { actorOf } from './actor.js';

describe('actorOf', () => {
  it.each<[string, Record<string, unknown>, unknown]>([
    ['no act claim', {}, undefined],
    ['a subject', { act: { sub: 'support-9' } }, 'support-9'],
    ['an id under the first userIdKey', { act: { user_id: 9, sub: 'https://id.example/9' } }, 9],
    ['an id under the next userIdKey', { act: { uid: 9, sub: 'x' } }, 9],
    ['an id of 0', { act: { user_id: 0 } }, 0],
    ['the current one of nested actors', { act: { sub: 'now', act: { sub: 'before' } } }, 'now'],
    ['only a nested actor', { act: { act: { sub: 'before' } } }, undefined],
    ['an invalid id', { act: { user_id: { $ne: null }, sub: 'support-9' } }, undefined],
    ['a text', { act: 'support-9' }, undefined],
    ['null', { act: null }, undefined],
    ['a list', { act: ['support-9'] }, undefined],
    ['an inherited id', { act: Object.create({ sub: 'support-9' }) as object }, undefined],
  ])('%s', (_, payload, actor) => {
    expect(actorOf({ userId: 7, payload }, ['user_id', 'uid'])).toBe(actor);
  });
});
