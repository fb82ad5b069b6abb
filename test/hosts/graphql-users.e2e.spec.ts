import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { type CanActivate, type DynamicModule, type ExecutionContext, UseGuards } from '@nestjs/common';
import { Context, GqlExecutionContext, GraphQLModule, Mutation, Query, Resolver } from '@nestjs/graphql';
import { SkipActivity } from 'nestjs-activity-tracker';
import { afterEach, describe, expect, it } from 'vitest';
import { PLATFORMS, type TrackedApp } from '../support/tracked-app.js';
import { startHost } from './fixtures/host-app.js';

interface Signed {
  user?: { id: number } | undefined;
}

/** As Nest's GraphQL chapter signs users in: the guard puts the user on the request. */
class SignedInGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { req } = GqlExecutionContext.create(context).getContext<{ req: Signed }>();
    req.user = { id: 7 };
    return true;
  }
}

@Resolver()
class CodeFirstResolver {
  @Query(() => String)
  catalog(): string {
    return 'catalog';
  }

  @Query(() => String)
  @UseGuards(SignedInGuard)
  card(): string {
    return 'card';
  }

  @Query(() => String)
  @SkipActivity()
  ping(): string {
    return 'pong';
  }

  @Mutation(() => String)
  @UseGuards(SignedInGuard)
  signOut(@Context('req') request: Signed): string {
    request.user = undefined;
    return 'bye';
  }
}

@Resolver()
class SchemaFirstResolver {
  @Query()
  catalog(): string {
    return 'catalog';
  }

  @Query()
  @UseGuards(SignedInGuard)
  card(): string {
    return 'card';
  }

  @Query()
  @SkipActivity()
  ping(): string {
    return 'pong';
  }

  @Mutation()
  @UseGuards(SignedInGuard)
  signOut(@Context('req') request: Signed): string {
    request.user = undefined;
    return 'bye';
  }
}

const SCHEMA = `
  type Query { catalog: String! card: String! ping: String! }
  type Mutation { signOut: String! }
`;

const module = (config: Partial<ApolloDriverConfig>): DynamicModule =>
  GraphQLModule.forRoot<ApolloDriverConfig>({ driver: ApolloDriver, playground: false, ...config });

const KINDS = [
  ['code first', CodeFirstResolver, { autoSchemaFile: true }],
  ['schema first', SchemaFirstResolver, { typeDefs: SCHEMA }],
] as const;

const ROWS = PLATFORMS.flatMap((platform) => KINDS.map((kind) => [platform, ...kind] as const));

describe.each(ROWS)('users of GraphQL on %s, %s', (platform, _, resolver, schema) => {
  let app: TrackedApp;
  let asked: (number | undefined)[];
  afterEach(() => app.close());

  const start = async (
    config: Partial<ApolloDriverConfig> = {},
    answer: (id: number | undefined) => unknown = (id) => id,
  ) => {
    asked = [];
    app = await startHost(platform, {
      providers: [resolver],
      imports: [module({ ...schema, ...config })],
      options: {
        resolveUser: (request) => {
          const id = (request as Signed).user?.id;
          asked.push(id);
          return answer(id);
        },
        capture: { trackAnonymous: true },
      },
    });
  };

  const post = async (query: string) => (await app.post('/graphql', { query })).json();
  const users = async () => (await app.records()).map(({ user_id }) => user_id);

  it('attributes a sign-out to its user, sync and async, and with a custom context', async () => {
    for (const answer of [(id?: number) => id, async (id?: number) => id]) {
      await start({}, answer);
      expect(await post('mutation { signOut }')).toEqual({ data: { signOut: 'bye' } });
      expect(await users()).toEqual([7]);
      await app.close();
    }
    await start({ context: { shop: 'ours' } });
    await post('mutation { signOut }');
    expect(await users()).toEqual([7]);
  });

  it('calls resolveUser until it returns a user: once per resolver, and once at the end', async () => {
    await start();
    await post('{ card }');
    expect([asked, await users()]).toEqual([[7], [7]]);
    asked = [];
    await post('mutation { a: signOut b: signOut }');
    expect(asked).toEqual([7]);
    asked = [];
    await post('{ a: catalog b: catalog card }');
    expect(asked.filter((id) => id !== undefined)).toEqual([7]);
    expect(asked.length).toBeLessThanOrEqual(2);
    asked = [];
    await post('{ a: catalog b: catalog }');
    expect(asked).toEqual([undefined, undefined]);
    expect(await users()).toEqual([7, 7, 7, null]);
  });

  it('does not call resolveUser for a skipped resolver', async () => {
    await start();
    await post('{ ping }');
    expect([asked, await users()]).toEqual([[], []]);
  });
});
