import { expect, it } from 'vitest';
import { isPlainData } from './plain-data.js';

const listOf = (length: number) => ({ users: Array.from({ length }, (_, id) => ({ id, name: `user ${id}` })) });

it.each<[string, unknown, boolean]>([
  ['a list of ordinary length', listOf(1_000), true],
  ['a list that is large', listOf(20_000), false],
  ['a long text', { text: 'x'.repeat(100_000) }, true],
  ['a text that is large', { text: 'x'.repeat(5_000_000) }, false],
  ['a hole in a list', { list: Array<unknown>(1) }, false],
  ['a date in a list', { list: [new Date(0)] }, false],
  ['what says its own JSON', { a: { toJSON: () => 1 } }, false],
])('copies %s or leaves it to the thread of the application', (_, data, isCopied) => {
  expect(isPlainData(data)).toBe(isCopied);
});

it('ends for what contains itself', () => {
  const list: unknown[] = [];
  list.push(list);
  expect(isPlainData({ list })).toBe(false);
});

it('reads a bounded part of a large list', () => {
  let read = 0;
  const entry = Object.defineProperty({}, 'id', { enumerable: true, get: () => read++ });
  isPlainData(Array<object>(1_000_000).fill(entry));
  expect(read).toBeLessThan(20_000);
});
