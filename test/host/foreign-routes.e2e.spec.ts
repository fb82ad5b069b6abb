import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Controller, Get, type INestApplication } from '@nestjs/common';
import { Args, GraphQLModule, Mutation, Query, Resolver } from '@nestjs/graphql';
import { SkipActivity } from 'nestjs-activity-tracker';
import { afterEach, describe, expect, it } from 'vitest';
import { PLATFORMS, tracked, type TrackedApp } from '../support/tracked-app.js';

@Controller()
class RootController {
  @Get()
  @SkipActivity()
  root(): string {
    return 'not recorded';
  }
}

@Resolver()
class CardsResolver {
  @Query(() => String)
  greeting(@Args('name') name: string): string {
    return `Hello ${name}`;
  }

  @Mutation(() => String)
  signIn(@Args('email') email: string, @Args('password') password: string): string {
    if (password === 'Wr0ng:pa55-phRase') throw new Error(`no user signs in with ${password}`);
    return email;
  }
}

interface PlainRoutes {
  get(path: string, handler: (request: unknown, reply: { send(body: unknown): unknown }) => void): unknown;
}

function addPlainRoute(nest: INestApplication): void {
  const instance = nest.getHttpAdapter().getInstance() as PlainRoutes;
  instance.get('/plain/thing', (_, reply) => void reply.send({ plain: true }));
}

const GRAPHQL = GraphQLModule.forRoot<ApolloDriverConfig>({
  driver: ApolloDriver,
  autoSchemaFile: true,
  playground: false,
});

describe.each(PLATFORMS)('routes that are no handlers of controllers, on %s', (platform) => {
  let app: TrackedApp;

  afterEach(() => app.close());

  it.each([true, false])(
    'the platform’s own route is not taken for the handler at the root; globalInterceptor: %s',
    async (globalInterceptor) => {
      app = await tracked(platform, {
        controllers: [RootController],
        options: { capture: { globalInterceptor } },
        configure: addPlainRoute,
      });
      for (const path of ['/', '/plain/thing']) await (await app.get(path, { as: 7 })).text();

      expect(await app.records()).toMatchObject([
        { user_id: 7, url_path: '/plain/thing', url_name: null, namespace: null, response: { plain: true } },
      ]);
    },
  );

  describe('GraphQL', () => {
    const ask = async (query: string, variables = {}) => {
      const response = await app.fetch('/graphql', { method: 'POST', as: 7, json: { query, variables } });
      return (await response.json()) as { data: unknown; errors?: { message: string }[] };
    };

    it.each([true, false])(
      'an operation is the call that brought it; globalInterceptor: %s',
      async (globalInterceptor) => {
        app = await tracked(platform, {
          controllers: [RootController],
          providers: [CardsResolver],
          imports: [GRAPHQL],
          options: { capture: { globalInterceptor } },
        });
        const query = 'query ($name: String!) { greeting(name: $name) }';
        expect(await ask(query, { name: 'Ada' })).toEqual({ data: { greeting: 'Hello Ada' } });

        expect(await app.records()).toMatchObject([
          {
            user_id: 7,
            method: 'POST',
            url_path: '/graphql',
            url_name: 'greeting',
            namespace: 'CardsResolver',
            outcome: 'completed',
            graphql: { operation: null, type: 'query', fields: ['greeting'], errors: 0 },
            status_code: 200,
            body: { query, variables: { name: 'Ada' } },
            response: { data: { greeting: 'Hello Ada' } },
          },
        ]);
      },
    );

    it.each(['document', 'text'] as const)(
      'masks secrets in variables, literals and error messages, as %s',
      async (bodyFormat) => {
        app = await tracked(platform, {
          providers: [CardsResolver],
          imports: [GRAPHQL],
          options: { storage: { bodyFormat } },
        });
        const { errors } = await ask('mutation ($p: String!) { signIn(email: "a@b.example", password: $p) }', {
          p: 'Wr0ng:pa55-phRase',
          password: 'Wr0ng:pa55-phRase',
        });
        expect(errors).toHaveLength(1);
        await ask('mutation ($p: String!) { signIn(email: "a@b.example", password: $p) }', { p: 'Wr0ng:pa55-phRase' });
        await ask('mutation { signIn(email: "a@b.example", password: "Wr0ng:pa55-phRase") }');

        const text = JSON.stringify(await app.records());
        expect(text).toContain('signIn');
        expect(text).toContain('no user signs in with ***FILTERED***');
        expect(text).not.toContain('Wr0ng:pa55-phRase');
      },
    );
  });
});
