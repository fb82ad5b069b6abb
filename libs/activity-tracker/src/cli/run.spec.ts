import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from './run.js';
import { USAGE } from './usage.js';

const shop = new URL('./fixtures/shop.module.mjs', import.meta.url).href;
const shopPath = fileURLToPath(shop);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'url-names-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function runOn(name: string, source: string, ...args: string[]) {
  const path = join(folder, name);
  await writeFile(path, source);
  return run(['url-names', path, ...args]);
}

const SHOP_NAMES = {
  'CustomersController.list': 'Customers: list',
  exportCSV: "Export the customers' list",
  'OrdersController.list': 'Orders: list',
  create: 'Create',
  redeemCard: 'Redeem card',
};

describe('activity-tracker url-names', () => {
  it('prints a dictionary to paste', async () => {
    expect(await run(['url-names', shopPath, '--export', 'ShopModule'])).toEqual({
      exitCode: 0,
      error: '',
      output: `{
  'OrdersController.list': 'Orders: list',
  create: 'Create',
  redeemCard: 'Redeem card',
  'CustomersController.list': 'Customers: list',
  exportCSV: 'Export the customers\\' list',
}
`,
    });
  });

  it('prints JSON', async () => {
    const { output } = await run(['url-names', shopPath, '--export', 'ShopModule', '--json']);
    expect(JSON.parse(output)).toEqual(SHOP_NAMES);
  });

  it.each([
    ['the default export', 'default.mjs', `export { ShopModule as default, CustomersModule } from '${shop}';`],
    ['AppModule', 'app.mjs', `export { ShopModule as AppModule, CustomersModule } from '${shop}';`],
    [
      'the only module',
      'only.mjs',
      `export { ShopModule } from '${shop}'; export class Other {}; export const text = 'x';`,
    ],
    ['one exported under two names', 'twice.mjs', `export { ShopModule, ShopModule as Main } from '${shop}';`],
    [
      'what a CommonJS file exports',
      'common.cjs',
      `exports.AppModule = require(${JSON.stringify(shopPath)}).ShopModule;`,
    ],
    [
      'what a CommonJS file exports at run time',
      'dynamic.cjs',
      `Object.assign(exports, { ['App' + 'Module']: require(${JSON.stringify(shopPath)}).ShopModule });`,
    ],
    [
      'the default of a CommonJS file',
      'common-default.cjs',
      `exports.__esModule = true; exports.default = require(${JSON.stringify(shopPath)}).ShopModule;`,
    ],
  ])('takes %s', async (_case, name, source) => {
    const { output, error } = await runOn(name, source, '--json');
    expect(error).toBe('');
    expect(JSON.parse(output)).toEqual(SHOP_NAMES);
  });

  it('prints an empty dictionary for an application without handlers', async () => {
    const source = `import { CustomersModule } from '${shop}'; export class Bare {}; Reflect.defineMetadata('imports', [], Bare);`;
    expect(await runOn('bare.mjs', source)).toEqual({ exitCode: 0, output: '{}\n', error: '' });
  });

  it.each<[string, string, string, string[]]>([
    [
      'exports nothing',
      'export {};',
      'exports no class decorated with @Module(). Pass the built file of the root module',
      [],
    ],
    ['exports another class', 'export class AppModule {}', 'exports no class decorated with @Module()', []],
    [
      'exports several modules',
      `export { ShopModule, CustomersModule } from '${shop}';`,
      'Name the root module with --export. Module classes it exports: CustomersModule, ShopModule.',
      [],
    ],
    [
      'lacks the named one',
      `export { ShopModule } from '${shop}';`,
      'exports no module class named Shop. Module classes it exports: ShopModule.',
      ['--export', 'Shop'],
    ],
    [
      'throws',
      `throw new Error('SECRET is not set');`,
      'could not be loaded: SECRET is not set\nPass the built JavaScript file, and set the environment',
      [],
    ],
    ['imports what is not there', `import './missing.mjs';`, 'could not be loaded:', []],
    [
      'does not fit together',
      `import '${shop}'; export class AppModule {}; Reflect.defineMetadata('imports', [undefined], AppModule);`,
      'Nest cannot resolve the modules of AppModule:',
      [],
    ],
  ])('ends with 1 where the file %s', async (name, source, message, args) => {
    const result = await runOn(`${name.replaceAll(' ', '-')}.mjs`, source, ...args);
    expect(result).toMatchObject({ exitCode: 1, output: '' });
    expect(result.error).toContain(message);
  });

  it.each<[string[], string]>([
    [['url-names', 'nowhere/app.module.js'], 'Build the application first, then pass the built file'],
    [['url-names'], 'url-names needs the path of the built root module'],
    [['url-names', 'a.js', 'b.js'], 'url-names takes one path (got also "b.js")'],
    [['url-name', 'a.js'], 'there is no command "url-name"'],
    [[], 'no command was given'],
    [['url-names', 'a.js', '--exports', 'X'], "Unknown option '--exports'"],
    [['url-names', 'a.js', '--export'], 'argument missing'],
  ])('ends with 1 for %j', async (args, message) => {
    const result = await run(args);
    expect(result).toMatchObject({ exitCode: 1, output: '' });
    expect(result.error).toContain(message);
  });

  it.each([['--help'], ['-h']])('explains itself with %s', async (flag) => {
    expect(await run([flag])).toEqual({ exitCode: 0, output: USAGE, error: '' });
  });
});
