import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { givenOptions } from '../../libs/activity-tracker/src/cli/application/given-options.js';
import { run } from '../../libs/activity-tracker/src/cli/run.js';
import { ClassConfiguredModule, ConfiguredModule, started } from './fixtures/configured.module.js';

const APPLICATION = fileURLToPath(new URL('./fixtures/configured.module.ts', import.meta.url));

beforeAll(() => void (process.env.DOCTOR_TEST_LIMIT = '25'));
afterAll(() => void delete process.env.DOCTOR_TEST_LIMIT);

describe('doctor in an application that is configured by ConfigService', () => {
  it('makes the options with loaded, validated and namespaced values, and starts nothing else', async () => {
    expect(await givenOptions(ConfiguredModule)).toMatchObject({
      jwt: { secret: 'a secret that no message may show' },
      history: { limit: 25 },
      buffer: { interval: 7 },
    });
    expect(started).toEqual([]);
  });

  it('makes a class of options whose providers come from a module that another one exports', async () => {
    expect(await givenOptions(ClassConfiguredModule)).toMatchObject({
      signal: true,
      jwt: { secret: 'a secret that no message may show', issuer: 'https://shop.example' },
    });
    expect(started).toEqual([]);
  });

  it('then looks at the MongoDB that they name', async () => {
    const { output, error } = await run(['doctor', APPLICATION, '--export', 'ConfiguredModule'], undefined, {});
    expect(error).toBe('');
    expect(output).toMatch(/^OK +options/m);
    expect(output).toMatch(/^ERROR +server +MongoDB at mongodb:\/\/127\.0\.0\.1:1/m);
  });
});

describe('a mistake at the command line', () => {
  it.each<[title: string, args: string[], message: string]>([
    ['no command', [], 'no command was given.'],
    ['a command that does not exist', ['docter'], 'there is no command "docter".'],
    [
      'an option that does not exist',
      ['doctor', '--url', 'x'],
      "Unknown option '--url'. To specify a positional argument starting with a '-', place it at the end of the command after '--', as in '-- \"--url\"",
    ],
    ['a path too many', ['doctor', 'a.js', 'b.js'], 'doctor takes one path (got also "b.js").'],
    [
      'no path and no connection string',
      ['doctor'],
      'doctor needs the path of the built root module, or a connection string: --uri, or MONGODB_URI.',
    ],
    [
      'a token without an application',
      ['doctor', '--token', 'abc'],
      'doctor --token needs the path of the built root module, whose options it reads.',
    ],
    ['url-names without a path', ['url-names'], 'url-names needs the path of the built root module.'],
    [
      'rebuild-statistics with a path',
      ['rebuild-statistics', 'a.js'],
      'rebuild-statistics takes no positional arguments (got "a.js").',
    ],
    [
      'several modules in a file',
      ['doctor', APPLICATION],
      'app.module.js exports several module classes. Name the root module with --export. Module classes it exports: ClassConfiguredModule, ConfiguredModule, EmptyModule, PlainModule, SecretsModule, SharedModule, UnprovidedModule, UnsetModule, WrongModule.',
    ],
    [
      'a module that is not exported',
      ['doctor', APPLICATION, '--export', 'AppModule'],
      'app.module.js exports no module class named AppModule. Module classes it exports: ClassConfiguredModule, ConfiguredModule, EmptyModule, PlainModule, SecretsModule, SharedModule, UnprovidedModule, UnsetModule, WrongModule.',
    ],
    [
      'a variable that the environment does not hold',
      ['doctor', APPLICATION, '--export', 'UnsetModule'],
      'the factory of the options failed: Configuration key "DOCTOR_TEST_ABSENT" does not exist\nSet the environment that the application needs.',
    ],
    [
      'a provider that does not exist',
      ['doctor', APPLICATION, '--export', 'UnprovidedModule'],
      'Nest cannot resolve the modules of UnprovidedModule: Nest can\'t resolve dependencies of the ACTIVITY_TRACKER_MODULE_OPTIONS (?). Please make sure that the argument "NOWHERE" at index [0] is available in the ActivityTrackerModule module.',
    ],
    [
      'the module without options',
      ['doctor', APPLICATION, '--export', 'PlainModule'],
      'PlainModule imports ActivityTrackerModule without options. Write ActivityTrackerModule.forRoot({ … }) in its imports.',
    ],
    [
      'a module without the tracker',
      ['doctor', APPLICATION, '--export', 'EmptyModule'],
      'EmptyModule imports no ActivityTrackerModule. Pass the file and class that the application starts with.',
    ],
    [
      'options that are wrong',
      ['doctor', APPLICATION, '--export', 'WrongModule'],
      'ERROR options     admin.timeZone is "Berlin": must be an IANA time zone such as Europe/Berlin, or an offset such as +03:30. Correct it, or remove it to use the default, "UTC".',
    ],
  ])('%s', async (_title, args, message) => {
    expect(await told(args)).toBe(message);
  });
});

async function told(args: string[]): Promise<string> {
  const { exitCode, output, error } = await run(args, undefined, {});
  expect(exitCode).toBe(1);
  const [message = ''] = (error.replace('activity-tracker: ', '') || output).split('\n\n');
  return message.replaceAll(APPLICATION, 'app.module.js').trim();
}
