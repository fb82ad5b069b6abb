import {
  type ArgumentMetadata,
  BadRequestException,
  Body,
  Controller,
  DefaultValuePipe,
  Get,
  Injectable,
  Param,
  ParseIntPipe,
  type PipeTransform,
  Post,
  Query,
  ValidationPipe,
} from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';
import { Type } from 'class-transformer';
import { IsInt, IsString } from 'class-validator';
import { afterEach, describe, expect, it } from 'vitest';
import { EVERY_PERMISSION } from '../support/permissions.js';
import { PLATFORMS, tracked, type TrackedApp } from '../support/tracked-app.js';

const API = '/activity-logs/admin/api';

class CreateOrder {
  @IsString()
  item!: string;

  @IsInt()
  @Type(() => Number)
  count!: number;
}

@Controller('orders')
class OrdersController {
  @Get(':id')
  find(@Param('id') id: string, @Query('page', new DefaultValuePipe(1)) page: number): unknown {
    return { id, page };
  }

  @Post()
  create(@Body() order: CreateOrder): unknown {
    return { order, isOrder: order instanceof CreateOrder };
  }
}

@Injectable()
class RefusesEverything implements PipeTransform {
  transform(_value: unknown, { type, data }: ArgumentMetadata): never {
    throw new BadRequestException(`${type} ${data ?? ''} is refused`);
  }
}

@Injectable()
class ShoutsEverything implements PipeTransform {
  transform(value: unknown): unknown {
    return typeof value === 'string' ? `${value.toUpperCase()}!` : value;
  }
}

const PIPES: [string, PipeTransform, number][] = [
  [
    'ValidationPipe, strict',
    new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true, transform: true }),
    200,
  ],
  [
    'ValidationPipe, with implicit conversion',
    new ValidationPipe({ transform: true, transformOptions: { enableImplicitConversion: true } }),
    200,
  ],
  ['ParseIntPipe', new ParseIntPipe(), 400],
  ['a pipe that refuses everything', new RefusesEverything(), 400],
  ['a pipe that changes everything', new ShoutsEverything(), 200],
];

describe.each(PLATFORMS)('global pipes of the host on %s', (platform) => {
  let app: TrackedApp;
  afterEach(() => app.close());

  const start = async (pipe: PipeTransform, how: 'useGlobalPipes' | 'APP_PIPE') => {
    app = await tracked(platform, {
      controllers: [OrdersController],
      providers: how === 'APP_PIPE' ? [{ provide: APP_PIPE, useValue: pipe }] : [],
      configure: (nest) => void (how === 'useGlobalPipes' && nest.useGlobalPipes(pipe)),
      options: { history: { permission: 'view' }, admin: { requireReason: false } },
    });
  };
  const reader = { as: 1, claims: { permissions: [...EVERY_PERMISSION, 'view'] } };
  const json = async (method: string, path: string, call: object = reader) => {
    const response = await app.fetch(path, { method, ...call });
    const text = await response.text();
    return [response.status, text.startsWith('{') ? (JSON.parse(text) as unknown) : text];
  };

  it.each(PIPES)(
    '%s: history and admin API answer as without it, and the refused call is recorded',
    async (_, pipe, status) => {
      await start(pipe, 'useGlobalPipes');
      await (await app.get('/orders/abc', { as: 'Ann' })).text();
      const record = await app.record();
      expect(record).toMatchObject({ user_id: 'Ann', url_name: 'find', status_code: status });
      const id = String(record._id);

      expect(await json('GET', '/activity-logs/user-history?limit=5', { as: 'Ann' })).toMatchObject([
        200,
        { count: 1 },
      ]);
      expect(await json('GET', '/activity-logs/admin-history?user_id=Ann')).toMatchObject([200, { count: 1 }]);
      expect(await json('GET', `${API}/records?limit=5`)).toMatchObject([200, { results: [{ _id: id }] }]);
      expect(await json('GET', `${API}/records/${id}`)).toMatchObject([200, { _id: id, user_id: 'Ann' }]);
      expect(await json('GET', `${API}/records/${id}/related`)).toMatchObject([200, {}]);
      expect(await json('GET', `${API}/users/Ann/sessions`)).toMatchObject([200, { sessions: [{}] }]);
      expect(await json('GET', `${API}/users/Ann`)).toMatchObject([200, { person: { user_id: 'Ann' } }]);
      expect(await json('GET', `${API}/users/Ann/data`)).toMatchObject([200, { user_id: 'Ann' }]);
      expect(await json('DELETE', `${API}/users/Ann/data?mode=delete`)).toMatchObject([200, { records: 1 }]);
      expect(await json('GET', '/activity-logs/admin/index.html')).toMatchObject([
        200,
        expect.stringContaining('<div'),
      ]);
    },
  );

  it('ValidationPipe as a provider: bodies that it refuses and changes are recorded as they were sent', async () => {
    await start(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }), 'APP_PIPE');
    const good = await app.post('/orders', { item: 'tea', count: '2' }, { as: 7 });
    expect([good.status, await good.json()]).toEqual([201, { order: { item: 'tea', count: 2 }, isOrder: true }]);
    const bad = await app.post('/orders', { item: 'tea', count: 1, password: 'hunter2' }, { as: 7 });
    expect([bad.status, await bad.json()]).toMatchObject([400, { message: ['property password should not exist'] }]);
    expect((await app.records()).map(({ body, status_code }) => [body, status_code])).toEqual([
      [{ item: 'tea', count: '2' }, 201],
      [{ item: 'tea', count: 1, password: '***FILTERED***' }, 400],
    ]);
  });
});
