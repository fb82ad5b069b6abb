import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { type CanActivate, Controller, type DynamicModule, Get, UseGuards } from '@nestjs/common';
import { Args, GraphQLModule, Mutation, Query, Resolver } from '@nestjs/graphql';
import { ActivityEvent, type ActivityTrackerOptions, SkipActivity, TrackAnonymous } from 'nestjs-activity-tracker';
import { afterEach, describe, expect, it } from 'vitest';
import { PLATFORMS, tracked, type TrackedApp } from '../support/tracked-app.js';

class ClosedGuard implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

@Controller('health')
class HealthController {
  @Get()
  check(): unknown {
    return { data: 'alive' };
  }
}

@Resolver()
class CodeFirstResolver {
  @Query(() => String, { name: 'greeting' })
  greet(@Args('name') name: string): string {
    return `Hello ${name}`;
  }

  @Query(() => String)
  @UseGuards(ClosedGuard)
  closed(): string {
    return 'closed';
  }

  @Query(() => String)
  @SkipActivity()
  ping(): string {
    return 'pong';
  }

  @Query(() => String)
  @TrackAnonymous()
  catalog(): string {
    return 'catalog';
  }

  @Mutation(() => String)
  @ActivityEvent('Redeem card')
  redeem(@Args('code') code: string): string {
    if (code === 'used') throw new Error('The card is used.');
    return code;
  }
}

@Resolver()
class SchemaFirstResolver {
  @Query('greeting')
  greet(@Args('name') name: string): string {
    return `Hello ${name}`;
  }

  @Query()
  @UseGuards(ClosedGuard)
  closed(): string {
    return 'closed';
  }

  @Query()
  @SkipActivity()
  ping(): string {
    return 'pong';
  }

  @Query()
  @TrackAnonymous()
  catalog(): string {
    return 'catalog';
  }

  @Mutation()
  @ActivityEvent('Redeem card')
  redeem(@Args('code') code: string): string {
    if (code === 'used') throw new Error('The card is used.');
    return code;
  }
}

const SCHEMA = `
  type Query { greeting(name: String!): String! closed: String! ping: String! catalog: String! }
  type Mutation { redeem(code: String!): String! }
`;

const module = (config: Partial<ApolloDriverConfig>): DynamicModule =>
  GraphQLModule.forRoot<ApolloDriverConfig>({
    driver: ApolloDriver,
    playground: false,
    allowBatchedHttpRequests: true,
    ...config,
  });

const KINDS = [
  ['code first', CodeFirstResolver, module({ autoSchemaFile: true })],
  ['schema first', SchemaFirstResolver, module({ typeDefs: SCHEMA })],
] as const;

const ROWS = PLATFORMS.flatMap((platform) => KINDS.map((kind) => [platform, ...kind] as const));

describe.each(ROWS)('GraphQL on %s, %s', (platform, _, resolver, graphql) => {
  let app: TrackedApp;
  afterEach(() => app.close());

  const namespace = resolver.name;

  const start = async (capture: ActivityTrackerOptions['capture'] = {}) => {
    app = await tracked(platform, {
      controllers: [HealthController],
      providers: [resolver],
      imports: [graphql],
      options: { capture },
    });
  };

  const post = async (json: unknown, user: { as?: number } = { as: 7 }) =>
    (await app.fetch('/graphql', { method: 'POST', json, ...user })).text();

  it.each([undefined, false])('records the resolver of a request; globalInterceptor: %s', async (globalInterceptor) => {
    await start(globalInterceptor === undefined ? {} : { globalInterceptor });
    await post({
      query: 'query Hello($name: String!) { hi: greeting(name: $name) }',
      variables: { name: 'Ada' },
      operationName: 'Hello',
    });
    expect(await app.record()).toMatchObject({
      url_name: 'greet',
      namespace,
      user_id: 7,
      status_code: 200,
      outcome: 'completed',
      graphql: { operation: 'Hello', type: 'query', fields: ['greeting'], errors: 0 },
      response: { data: { hi: 'Hello Ada' } },
    });
  });

  it('distinguishes a 200 with errors, a refusal of a guard and an invalid document', async () => {
    await start();
    await post({ query: 'mutation { redeem(code: "new") }' });
    await post({ query: 'mutation { redeem(code: "used") }' });
    await post({ query: '{ closed }' });
    await post({ query: '{ greeting }' });
    await post({ query: '{ nowhere }' });
    const records = await app.records();
    expect(
      records.map(({ url_name, event_name, outcome, graphql: { errors } = {} as never }) => [
        url_name,
        event_name,
        outcome,
        errors,
      ]),
    ).toEqual([
      ['redeem', 'Redeem card', 'completed', 0],
      ['redeem', 'Redeem card', 'errors', 1],
      ['closed', undefined, 'errors', 1],
      ['greet', undefined, 'errors', 1],
      [null, undefined, 'errors', 1],
    ]);
  });

  it('records names of the first root field, and fields of all', async () => {
    await start();
    await post({ query: '{ __typename ...Rest } fragment Rest on Query { catalog greeting(name: "a") }' });
    await post([{ query: 'query A { greeting(name: "a") }' }, { query: 'query B { catalog closed }' }]);
    expect((await app.records()).map(({ url_name, graphql: told }) => [url_name, told])).toEqual([
      ['catalog', { operation: null, type: 'query', fields: ['__typename', 'catalog', 'greeting'], errors: 0 }],
      ['greet', { operation: 'A', type: 'query', fields: ['greeting', 'catalog', 'closed'], errors: 1 }],
    ]);
  });

  it('records the resolver of a query in the URL', async () => {
    await start();
    const url = `/graphql?query=${encodeURIComponent('{ greeting(name: "Ada") }')}`;
    await (await app.get(url, { as: 7, headers: { 'apollo-require-preflight': 'true' } })).text();
    expect(await app.record()).toMatchObject({ url_name: 'greet', namespace, graphql: { fields: ['greeting'] } });
  });

  it('applies @SkipActivity(), but hides no other field of the request', async () => {
    await start();
    await post({ query: '{ ping }' });
    await post({ query: '{ ping __typename }' });
    await post([{ query: '{ ping }' }, { query: '{ a: ping }' }]);
    expect(await app.records()).toEqual([]);
    await post({ query: '{ ping greeting(name: "Ada") }' });
    await post({ query: 'query A { ping } mutation B { redeem(code: "new") }', operationName: 'B' });
    await post([{ query: '{ ping }' }, { query: 'mutation { redeem(code: "new") }' }]);
    expect((await app.records()).map(({ graphql: told }) => told?.fields)).toEqual([
      ['ping', 'greeting'],
      ['redeem'],
      ['ping', 'redeem'],
    ]);
  });

  it('does not hide a query behind the truncation of a skipped one', async () => {
    await start({ maxBodyBytes: 1_024 });
    const padding = Array.from({ length: 400 }, (_value, index) => index);
    const json = `{"query":"{ ping }","padding":${JSON.stringify(padding)},"query":"mutation { redeem(code: 1) }"}`;
    const headers = { 'content-type': 'application/json' };
    await (await app.fetch('/graphql', { method: 'POST', as: 7, headers, body: json })).text();
    expect(await app.records()).toHaveLength(1);
  });

  it('applies skipUrlNames, but hides no other field of the request', async () => {
    await start({ skipUrlNames: ['greet'] });
    await post({ query: '{ greeting(name: "Ada") }' });
    await post({ query: '{ greeting(name: "Ada") catalog }' });
    expect((await app.records()).map(({ graphql: told }) => told?.fields)).toEqual([['greeting', 'catalog']]);
  });

  it('applies @TrackAnonymous() if every field has it', async () => {
    await start();
    await post({ query: '{ catalog }' });
    await post({ query: '{ catalog }' }, {});
    await post({ query: '{ catalog greeting(name: "a") }' }, {});
    const records = await app.records();
    expect(records.map(({ user_id, url_name }) => [user_id, url_name])).toEqual([
      [7, 'catalog'],
      [null, 'catalog'],
    ]);
  });

  it('does not mistake other requests for GraphQL', async () => {
    await start();
    await (await app.post('/nowhere', { query: '{ ping }' }, { as: 7 })).text();
    await (await app.get('/health?query={ping}', { as: 7 })).text();
    expect((await app.records()).map(({ url_name, graphql: told }) => [url_name, told])).toEqual([
      [null, undefined],
      ['check', undefined],
    ]);
  });
});
