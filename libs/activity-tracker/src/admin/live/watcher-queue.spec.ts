import { describe, expect, it } from 'vitest';
import { WatcherQueue } from './watcher-queue.js';

describe('WatcherQueue', () => {
  it.each<[string, { events: number; size: number }, string[], { dropped: number; left: string[] }]>([
    ['within both bounds', { events: 3, size: 10 }, ['aa', 'bb', 'cc'], { dropped: 0, left: ['aa', 'bb', 'cc'] }],
    ['one event too many', { events: 2, size: 10 }, ['aa', 'bb', 'cc'], { dropped: 1, left: ['bb', 'cc'] }],
    ['too large together', { events: 9, size: 5 }, ['aa', 'bb', 'cc'], { dropped: 1, left: ['bb', 'cc'] }],
    [
      'a large one that takes the place of two',
      { events: 9, size: 5 },
      ['aa', 'bb', 'cccc'],
      { dropped: 2, left: ['cccc'] },
    ],
    ['one larger than the queue', { events: 9, size: 5 }, ['aa', 'cccccc', 'bb'], { dropped: 2, left: ['bb'] }],
  ])('keeps the newest: %s', (_what, bounds, pushed, { dropped, left }) => {
    const queue = new WatcherQueue(bounds);
    for (const text of pushed) queue.push(text);
    expect(queue.takeDropped()).toBe(dropped);
    expect(queue.takeDropped()).toBe(0);
    expect(pushed.map(() => queue.take()).filter((text) => text !== undefined)).toEqual(left);
    expect(queue.isEmpty).toBe(true);
  });

  it('has room again for what was taken', () => {
    const queue = new WatcherQueue({ events: 2, size: 4 });
    for (let round = 0; round < 100; round++) {
      queue.push('aa');
      expect(queue.take()).toBe('aa');
    }
    expect(queue.takeDropped()).toBe(0);
  });
});
