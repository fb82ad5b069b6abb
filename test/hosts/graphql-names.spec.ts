import { fileURLToPath } from 'node:url';
import { InitializeOnPreviewAllowlist } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { describe, expect, it } from 'vitest';
import { run } from '../../libs/activity-tracker/src/cli/run.js';
import { called } from './fixtures/graphql.modules.js';

const APPLICATION = fileURLToPath(new URL('./fixtures/graphql.modules.ts', import.meta.url));

describe.each([
  ['code first', 'CodeFirstModule', 'CodeCardsResolver'],
  ['schema first', 'SchemaFirstModule', 'SchemaCardsResolver'],
  ['configured by a factory', 'ConfiguredModule', 'CodeCardsResolver'],
])('resolvers at the command line, %s', (_, module, resolver) => {
  it('url-names lists those of root fields as it lists handlers', async () => {
    const { output, error } = await run(['url-names', APPLICATION, '--export', module, '--json']);
    expect(error).toBe('');
    expect(JSON.parse(output)).toEqual({ check: 'Check', listCards: 'List cards', redeem: 'Redeem a card' });
  });

  it('doctor lists them, and warns of a name in the options that none of them has', async () => {
    const { output, exitCode } = await run(['doctor', APPLICATION, '--export', module, '--json'], undefined, {});
    expect(exitCode).toBe(2);
    const findings = JSON.parse(output) as { check: string }[];
    expect(findings.filter(({ check }) => check === 'handlers' || check === 'names')).toEqual([
      {
        level: 'ok',
        check: 'handlers',
        message: `3 can be recorded: HealthController.check, ${resolver}.listCards, ${resolver}.redeem`,
      },
      {
        level: 'warning',
        check: 'names',
        message:
          'capture.skipUrlNames holds "redem", but no handler of the application has that name. Did you mean "redeem"? Correct or remove it.',
      },
    ]);
  });
});

it('the command line starts nothing of GraphQL: it builds no schema, and asks for no options', async () => {
  await run(['url-names', APPLICATION, '--export', 'ConfiguredModule']);
  expect(called).toEqual([]);
  expect(InitializeOnPreviewAllowlist.has(GraphQLModule)).toBe(true);
});
