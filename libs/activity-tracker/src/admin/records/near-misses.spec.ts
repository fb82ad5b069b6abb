import { describe, expect, it } from 'vitest';
import { describeWithMongoStore } from '../../../test/describe-with-mongodb-store.js';
import { InMemoryActivityStore } from '../../storage/memory/in-memory.store.js';
import type { ActivityStore } from '../../storage/port/activity-store.js';
import { activity, at } from '../../storage/port/example-activity.fixture.js';
import { parseQuery } from '../query/parse/parse-query.js';
import { recordsOver } from './records-over-store.fixture.js';

function describeNothingFound(name: string, makeStore: () => ActivityStore): void {
  describe(name, () => {
    const over = recordsOver(
      makeStore,
      [
        activity({ user_id: 'demo-anna' }),
        activity({ user_id: 42, url_name: 'redeem', event_name: 'Redeem card', country: 'Germany' }),
        activity({ user_id: 'old', url_name: 'forgotten', created_time: at(-60 * 24 * 40) }),
      ],
      at(1).getTime(),
    );

    it.each([
      ['name:Orders.lsit', 'name:Orders.list'],
      ['name:orders.LIST', 'name:Orders.list'],
      ['route:Orders.Lits', 'route:Orders.list'],
      ['event:"redeem card"', 'event:"Redeem card"'],
      ['event:redem-card', 'event:"Redeem card"'],
      ['name:"Redeem Card"', 'event:"Redeem card"'],
      ['user:anna', 'user:demo-anna'],
      ['user:demo-ana', 'user:demo-anna'],
      ['country:Germani', 'country:Germany'],
    ])('%s is close to a value that occurs', async (condition, instead) => {
      const { nothing_found } = await over.service.list(parseQuery(`${condition} method:GET since:7d`));
      expect(nothing_found).toEqual({
        searched: `${condition} method:GET since:1w`,
        from: at(1 - 60 * 24 * 7),
        to: null,
        close: [{ condition, instead, query: `${instead} method:GET since:1w` }],
        compared: 2,
      });
    });

    it.each(['user:43', 'method:DELETE', 'name:list status:500', '-name:Orders.lsit status:500'])(
      '%s is close to nothing',
      async (text) => {
        const { nothing_found } = await over.service.list(parseQuery(text));
        expect(nothing_found?.close).toEqual([]);
      },
    );

    it('is absent where there are records', async () => {
      expect(await over.service.list(parseQuery('user:42'))).not.toHaveProperty('nothing_found');
    });
  });
}

describeNothingFound('what a query without a result is close to, over memory', () => new InMemoryActivityStore());

describeWithMongoStore('what a query without a result is close to, over MongoDB', 'near_misses', (makeStore) => {
  describeNothingFound('its answers', makeStore);
});
