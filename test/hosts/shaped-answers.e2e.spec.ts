import fastifyCompress from '@fastify/compress';
import {
  ClassSerializerInterceptor,
  Controller,
  Get,
  type INestApplication,
  type Provider,
  SerializeOptions,
} from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { Exclude, Expose, Transform } from 'class-transformer';
import compression from 'compression';
import { afterEach, describe, expect, it } from 'vitest';
import { PLATFORMS, type PlatformName, tracked, type TrackedApp } from '../support/tracked-app.js';

class Customer {
  id = 5;
  name = 'Ann';
  note = 'tea '.repeat(500);

  @Exclude()
  password = 'hunter2';

  @Transform(({ value }: { value: Date }) => value.getUTCFullYear())
  since = new Date('2020-05-05T00:00:00Z');

  @Expose({ groups: ['admin'] })
  credit = 100;

  @Expose()
  get greeting(): string {
    return `Dear ${this.name}`;
  }
}

@Controller('customers')
class CustomersController {
  @Get()
  list(): Customer[] {
    return [new Customer()];
  }

  @Get('first')
  @SerializeOptions({ groups: ['admin'] })
  first(): Customer {
    return new Customer();
  }
}

const SERIALIZER: Provider = { provide: APP_INTERCEPTOR, useClass: ClassSerializerInterceptor };
const SHOWN = { id: 5, name: 'Ann', since: 2020, greeting: 'Dear Ann', note: new Customer().note };

const COMPRESSES: Record<PlatformName, (nest: INestApplication) => void | Promise<void>> = {
  express: (nest) => void nest.use(compression({ threshold: 0 })),
  fastify: async (nest) => {
    const { register } = nest as unknown as { register(plugin: unknown, options?: object): Promise<void> };
    await register.call(nest, fastifyCompress, { threshold: 0 });
  },
};

describe.each(PLATFORMS)('answers that the host shapes on %s', (platform) => {
  let app: TrackedApp;
  afterEach(() => app.close());

  it("class-transformer's serializer: the record has what was sent, and nothing that was excluded", async () => {
    app = await tracked(platform, { controllers: [CustomersController], providers: [SERIALIZER] });
    expect(await (await app.get('/customers', { as: 7 })).json()).toEqual([SHOWN]);
    expect(await (await app.get('/customers/first', { as: 7 })).json()).toEqual({ ...SHOWN, credit: 100 });
    const records = await app.records();
    expect(records.map(({ response }) => response)).toEqual([[SHOWN], { ...SHOWN, credit: 100 }]);
    expect(JSON.stringify(records)).not.toMatch(/hunter2|FILTERED.*password/);
  });

  it.each(['gzip', 'br', 'deflate', 'identity'])(
    'compression with %s: the record has the answer in clear',
    async (encoding) => {
      app = await tracked(platform, {
        controllers: [CustomersController],
        providers: [SERIALIZER],
        configure: COMPRESSES[platform],
      });
      const response = await app.get('/customers', { as: 7, headers: { 'accept-encoding': encoding } });
      expect(response.headers.get('content-encoding') ?? 'identity').toBe(encoding);
      expect(await response.json()).toEqual([SHOWN]);
      expect(await app.record()).toMatchObject({ response: [SHOWN], status_code: 200, outcome: 'completed' });
    },
  );
});
