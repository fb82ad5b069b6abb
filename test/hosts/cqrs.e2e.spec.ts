import { Body, Controller, Get, Injectable, NotFoundException, Param, Post } from '@nestjs/common';
import { EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import {
  CommandBus,
  CommandHandler,
  CqrsModule,
  EventBus,
  EventsHandler,
  type ICommandHandler,
  type IEventHandler,
  type IQueryHandler,
  QueryBus,
  QueryHandler,
} from '@nestjs/cqrs';
import { ACTIVITY_LOGGED, type ActivityLog } from 'nestjs-activity-tracker';
import { afterEach, describe, expect, it } from 'vitest';
import { PLATFORMS, tracked, type TrackedApp } from '../support/tracked-app.js';

class PlaceOrder {
  constructor(readonly item: string) {}
}
class FindOrder {
  constructor(readonly id: string) {}
}
class OrderPlaced {
  constructor(readonly item: string) {}
}

@CommandHandler(PlaceOrder)
class PlaceOrderHandler implements ICommandHandler<PlaceOrder> {
  constructor(private readonly events: EventBus) {}

  async execute({ item }: PlaceOrder): Promise<unknown> {
    await this.events.publish(new OrderPlaced(item));
    return { placed: item };
  }
}

@QueryHandler(FindOrder)
class FindOrderHandler implements IQueryHandler<FindOrder> {
  async execute({ id }: FindOrder): Promise<unknown> {
    throw new NotFoundException(`no order ${id}`);
  }
}

@EventsHandler(OrderPlaced)
class OrderPlacedHandler implements IEventHandler<OrderPlaced> {
  readonly handled: unknown[] = [];

  handle(event: OrderPlaced): void {
    this.handled.push(event);
  }
}

@Injectable()
class Audit {
  readonly heard: unknown[] = [];

  @OnEvent(ACTIVITY_LOGGED)
  hear({ url_name, body }: ActivityLog): void {
    this.heard.push([url_name, body]);
  }
}

@Controller('orders')
class OrdersController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  place(@Body() { item }: { item: string }): Promise<unknown> {
    return this.commands.execute(new PlaceOrder(item));
  }

  @Get(':id')
  find(@Param('id') id: string): Promise<unknown> {
    return this.queries.execute(new FindOrder(id));
  }
}

describe.each(PLATFORMS)('buses of @nestjs/cqrs on %s', (platform) => {
  let app: TrackedApp;
  afterEach(() => app.close());

  it.each([
    ['and no EventEmitterModule', []],
    ['and EventEmitterModule', [EventEmitterModule.forRoot()]],
  ])('%s: commands and queries are recorded, and each bus hears its own events', async (_, imports) => {
    app = await tracked(platform, {
      imports: [CqrsModule.forRoot(), ...imports],
      controllers: [OrdersController],
      providers: [PlaceOrderHandler, FindOrderHandler, OrderPlacedHandler, Audit],
      options: { signal: true },
    });
    const published: unknown[] = [];
    app.nest.get(EventBus).subscribe((event) => void published.push(event));

    const placed = await app.post('/orders', { item: 'tea' }, { as: 7 });
    expect([placed.status, await placed.json()]).toEqual([201, { placed: 'tea' }]);
    const missing = await app.get('/orders/5', { as: 7 });
    expect([missing.status, await missing.json()]).toMatchObject([404, { message: 'no order 5' }]);

    expect((await app.records()).map(({ url_name, status_code }) => [url_name, status_code])).toEqual([
      ['place', 201],
      ['find', 404],
    ]);
    expect(app.nest.get(Audit).heard).toEqual([
      ['place', { item: 'tea' }],
      ['find', null],
    ]);
    expect(published).toEqual([new OrderPlaced('tea')]);
    expect(app.nest.get(OrderPlacedHandler).handled).toEqual([new OrderPlaced('tea')]);
  });
});
