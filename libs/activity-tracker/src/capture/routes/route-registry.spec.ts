import 'reflect-metadata';
import { Controller, Get } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { expect, it } from 'vitest';
import { RouteMetadataReader } from './route-metadata.js';
import { RouteRegistry } from './route-registry.js';

@Controller('orders')
class Orders {
  @Get(':id')
  find(): void {}
}

function namesakeAt(path: string) {
  @Controller(path)
  class Items {
    @Get(':id')
    find(): void {}
  }
  return Items;
}

const controllers = [Orders, namesakeAt('items'), namesakeAt('more/items')];
const module = { providers: new Map(), controllers: new Map(controllers.map((metatype) => [metatype, { metatype }])) };
const registry = () =>
  new RouteRegistry(new Map([['module', module]]) as unknown as ModulesContainer, new RouteMetadataReader());

it('finds a handler by its name, and by its path too where the name is not unique', () => {
  const found = registry();
  for (const _ of [1, 2]) {
    const orders = found.find({ handlerName: 'Orders.find', template: '/orders/:id', isOfNest: true }, 'GET');
    expect(orders).toMatchObject({ namespace: 'Orders', urlName: 'find' });
    const items = found.find({ handlerName: 'Items.find', template: '/items/:id', isOfNest: true }, 'GET');
    const more = found.find({ handlerName: 'Items.find', template: '/more/items/:id', isOfNest: true }, 'GET');
    expect([items, more]).toMatchObject([{ namespace: 'Items' }, { namespace: 'Items' }]);
    expect(items).not.toBe(more);
    expect(found.find({ handlerName: undefined, template: '/none', isOfNest: false }, 'GET')).toBeUndefined();
  }
});

it('finds handlers below more paths than it remembers, which clients of a mounted application may choose', () => {
  const found = registry();
  for (let tenant = 0; tenant < 10_100; tenant++) {
    const route = { handlerName: 'Items.find', template: `/${tenant}/items/:id`, isOfNest: true };
    expect(found.find(route, 'GET')).toMatchObject({ namespace: 'Items', urlName: 'find' });
  }
});
