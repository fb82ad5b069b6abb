import { readFileSync } from 'node:fs';
import { HostTree } from '@angular-devkit/schematics';
import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import { nestAdd } from './nest-add.js';

const MAIN = `import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module';

async function bootstrap() {
  const app = await NestFactory.create(AppModule);
  await app.listen(process.env.PORT ?? 3000);
}
void bootstrap();
`;
const MODULE = `import { Module } from '@nestjs/common';
import { AppController } from './app.controller';

@Module({
  imports: [],
  controllers: [AppController],
})
export class AppModule {}
`;
const IMPORT = "import { ActivityTrackerModule } from 'nestjs-activity-tracker';\n";
const HOOKS = 'app.enableShutdownHooks();';
/** The added entry, its lines after the first one indented. */
const entry = (indentation: string, unit = '  ') =>
  [
    'ActivityTrackerModule.forRoot({',
    `${unit}database: true,`,
    `${unit}mongo: {`,
    `${unit}${unit}uri: process.env.MONGODB_URI ?? 'mongodb://127.0.0.1:27017',`,
    `${unit}${unit}dbName: 'shop_api',`,
    `${unit}},`,
    `${unit}jwt: { secret: process.env.JWT_SECRET, algorithms: ['HS256'] },`,
    '})',
  ].join(`\n${indentation}`);

type Files = Record<string, string>;

function add(files: Files, sourceRoot?: string) {
  const tree = new HostTree();
  const all: Files = { 'package.json': '{ "name": "@acme/shop-api" }', ...files };
  for (const [path, text] of Object.entries(all)) tree.create(path, text);
  const said: string[] = [];
  const say = (message: string) => void said.push(message);
  nestAdd(sourceRoot === undefined ? {} : { sourceRoot })(tree, { logger: { info: say, warn: say } });
  const read = (path: string) => tree.readText(path);
  const changed = Object.keys(all).filter((path) => read(path) !== all[path]);
  return { read, changed, said: said.join('\n') };
}

const added = (main: string, module = MODULE) => add({ 'src/main.ts': main, 'src/app.module.ts': module });

/** A manifest that names the packages of Nest. */
const NAMED = {
  '@nestjs/event-emitter': '3',
  '@nestjs/jwt': '11',
  '@nestjs/mongoose': '11',
  '@nestjs/schedule': '6',
};

describe('nest add nestjs-activity-tracker', () => {
  it('imports the module and enables shutdown hooks, and changes nothing else', () => {
    const { read, changed, said } = added(MAIN);
    expect(changed).toEqual(['src/main.ts', 'src/app.module.ts']);
    expect(read('src/main.ts')).toBe(MAIN.replace('AppModule);', `AppModule);\n  ${HOOKS}`));
    expect(read('src/app.module.ts')).toBe(
      MODULE.replace("common';\n", `common';\n${IMPORT}`).replace('[]', `[\n    ${entry('    ')},\n  ]`),
    );
    expect(said).toContain('Set MONGODB_URI and JWT_SECRET');
  });

  it('changes nothing when it runs again', () => {
    const { read } = added(MAIN);
    const again = added(read('src/main.ts'), read('src/app.module.ts'));
    expect(again.changed).toEqual([]);
    expect(again.said).toBe('Already added. Nothing was changed.');
  });

  it('adds only what is missing, wherever the rest is', () => {
    const hooks = `export const configure = (app) => { app.enableShutdownHooks(); };`;
    expect(add({ 'src/main.ts': MAIN, 'src/app.module.ts': MODULE, 'src/setup.ts': hooks }).changed).toEqual([
      'src/app.module.ts',
    ]);
    const tracker = `${IMPORT}export const imports = [ActivityTrackerModule.forRoot({})];`;
    expect(add({ 'src/main.ts': MAIN, 'src/app.module.ts': MODULE, 'src/audit.module.ts': tracker }).changed).toEqual([
      'src/main.ts',
    ]);
    const mentioned = '// app.enableShutdownHooks() and ActivityTrackerModule are missing';
    const tested = { 'src/main.ts': MAIN, 'src/app.module.ts': MODULE, 'src/a.spec.ts': hooks, 'src/b.ts': mentioned };
    expect(add(tested).changed).toEqual(['src/main.ts', 'src/app.module.ts']);
  });

  it.each([
    ['under another name', "import { ActivityTrackerModule as T } from 'nestjs-activity-tracker';\nT.forRoot({});"],
    ['handed on', "export { ActivityTrackerModule as Tracking } from 'nestjs-activity-tracker';"],
    [
      'of a namespace',
      "import * as t from 'nestjs-activity-tracker';\nexport const a = [t.ActivityTrackerModule.forRoot({})];",
    ],
  ])('sees the module that another file has %s', (_case, tracker) => {
    const { changed } = add({ 'src/main.ts': MAIN, 'src/app.module.ts': MODULE, 'src/audit.ts': tracker });
    expect(changed).toEqual(['src/main.ts']);
  });

  it('does not take a type, or another module of a namespace, for the module', () => {
    const others = [
      "import type { ActivityTrackerModule } from 'nestjs-activity-tracker';",
      "export type { ActivityTrackerModule } from 'nestjs-activity-tracker';",
      "import * as t from './ActivityTrackerModule';\nt.ActivityTrackerModule;",
    ];
    for (const other of others) {
      const { changed } = add({ 'src/main.ts': MAIN, 'src/app.module.ts': MODULE, 'src/other.ts': other });
      expect(changed).toEqual(['src/main.ts', 'src/app.module.ts']);
    }
  });

  it.each([
    ['with a byte order mark', '\uFEFF{ "name": "@acme/shop-api" }', 'shop_api'],
    ['that is empty', '', 'my_app'],
    ['with a comment', '{ "name": "shop", // of ours\n}', 'my_app'],
    ['that is no object', 'null', 'my_app'],
    ['with other types', '{ "name": 5, "dependencies": { "@nestjs/common": 12 } }', 'my_app'],
  ])('works with a package.json %s', (_case, manifest, dbName) => {
    const files = { 'package.json': manifest, 'src/main.ts': MAIN, 'src/app.module.ts': MODULE };
    const { read } = add(files);
    expect(read('src/main.ts')).toContain(HOOKS);
    expect(read('src/app.module.ts')).toContain(`dbName: '${dbName}'`);
  });

  it('finds the files of a project in a workspace', () => {
    const files = { 'apps/shop/src/main.ts': MAIN, 'apps/shop/src/app.module.ts': MODULE };
    expect(add(files, 'apps/shop/src').changed).toEqual(Object.keys(files));
  });

  it('reads the variables that the quick start in README.md reads', () => {
    const readme = readFileSync(new URL('../../../../README.md', import.meta.url), 'utf8');
    const quickStart = /quick-start:app\.module\.ts -->\s*```ts\n(.*?)```/s.exec(readme)?.[1] ?? '';
    const shape = (text: string) =>
      (/forRoot\((\{.*?\n *\})\)/s.exec(text)?.[1] ?? '').replace(/dbName: '[^']*'/, "dbName: ''");
    const compact = (text: string) => shape(text).replaceAll(/\s|,(?=\s*\})/g, '');
    expect(compact(added(MAIN).read('src/app.module.ts'))).toBe(compact(quickStart));
    expect(compact(quickStart)).toContain('process.env.MONGODB_URI');
  });

  it.each<[string, string]>([
    ['in an ES module', MAIN.replace('./app.module', './app.module.js')],
    ['with a platform', MAIN.replace('create(AppModule)', 'create<NestExpressApplication>(AppModule, { cors: true })')],
    [
      'over several lines',
      MAIN.replace('create(AppModule)', 'create(\n    AppModule,\n    new FastifyAdapter(),\n  )'),
    ],
    [
      'with another name',
      MAIN.replace(/AppModule \}/, 'AppModule as Root }').replace('create(AppModule', 'create(Root'),
    ],
    [
      'with a type assertion',
      MAIN.replace('await NestFactory.create(AppModule)', '(await NestFactory.create(AppModule)) as App'),
    ],
    ['with a comment after it', MAIN.replace('AppModule);', 'AppModule); // of the shop')],
    ['assigned later', MAIN.replace('const app =', 'let app;\n  app =')],
    [
      'without a function',
      "import { NestFactory } from '@nestjs/core';\nimport { AppModule } from './app.module';\nconst app = await NestFactory.create(AppModule);\nawait app.listen(3000);\n",
    ],
    ['with CRLF', MAIN.replaceAll('\n', '\r\n')],
    ['with tabs', MAIN.replaceAll('  ', '\t')],
    ['without semicolons', MAIN.replaceAll(';', '')],
  ])('knows a main.ts %s', (_case, main) => {
    const { read, changed } = added(main);
    expect(changed).toEqual(['src/main.ts', 'src/app.module.ts']);
    const lines = read('src/main.ts').split('\n');
    const at = lines.findIndex((line) => line.includes('enableShutdownHooks'));
    const creation = lines[at - 1] ?? '';
    expect(lines[at]?.trim()).toBe(main.includes(';') ? HOOKS : HOOKS.slice(0, -1));
    expect(lines[at]?.endsWith('\r')).toBe(main.includes('\r'));
    expect(/^\s*/.exec(lines[at] ?? '')?.[0]).toBe(/^\s*/.exec(creation)?.[0]);
    expect(lines.toSpliced(at, 1).join('\n')).toBe(main);
    expect(lines[at + 1]).toContain('app.listen');
  });

  it('uses the name of the application', () => {
    const { read } = added(MAIN.replaceAll(/\bapp\b(?!\.module)/g, 'shop'));
    expect(read('src/main.ts')).toContain('AppModule);\n  shop.enableShutdownHooks();\n');
  });

  it.each<[string, string, string]>([
    [
      'with entries on one line',
      'imports: [A, B.forRoot({ a: [1, 2] })],',
      `imports: [\n    A,\n    B.forRoot({ a: [1, 2] }),\n    ${entry('    ')},\n  ],`,
    ],
    [
      'with entries on lines',
      'imports: [\n    A,\n    B, // last\n  ],',
      `imports: [\n    A,\n    B, // last\n    ${entry('    ')},\n  ],`,
    ],
    [
      'with entries and no comma at the end',
      'imports: [\n    A,\n    B // last\n  ],',
      `imports: [\n    A,\n    B, // last\n    ${entry('    ')}\n  ],`,
    ],
    ['with a comment on one line', 'imports: [A /* first */],', `imports: [A, /* first */\n    ${entry('    ')}],`],
    [
      'with a comment only',
      'imports: [\n    // none yet\n  ],',
      `imports: [\n    // none yet\n    ${entry('    ')},\n  ],`,
    ],
    ['with spread entries', 'imports: [...shared],', `imports: [\n    ...shared,\n    ${entry('    ')},\n  ],`],
    ['with a quoted key', "'imports': [],", `'imports': [\n    ${entry('    ')},\n  ],`],
  ])('knows a module %s', (_case, before, after) => {
    const { read } = added(MAIN, MODULE.replace('imports: [],', before));
    expect(read('src/app.module.ts')).toBe(
      MODULE.replace("common';\n", `common';\n${IMPORT}`).replace('imports: [],', () => after),
    );
  });

  it.each<[string, string, string]>([
    [
      'no imports',
      MODULE.replace('  imports: [],\n', ''),
      `@Module({\n  controllers: [AppController],\n  imports: [\n    ${entry('    ')},\n  ],\n})`,
    ],
    ['no metadata', MODULE.replace(/\(\{.*?\}\)/s, '({})'), `@Module({\n  imports: [\n    ${entry('    ')},\n  ],\n})`],
    [
      'metadata on one line',
      MODULE.replace(/\(\{.*?\}\)/s, '({ controllers: [AppController] })'),
      `@Module({\n  controllers: [AppController],\n  imports: [\n    ${entry('    ')},\n  ],\n})`,
    ],
    [
      'another decorator',
      MODULE.replace('@Module', '@Global()\n@Module'),
      `@Global()\n@Module({\n  imports: [\n    ${entry('    ')},\n  ],`,
    ],
    [
      'a renamed decorator',
      MODULE.replace('{ Module }', '{ Module as M }').replace('@Module', '@M'),
      `@M({\n  imports: [\n    ${entry('    ')},\n  ],`,
    ],
    ['tabs', MODULE.replaceAll('  ', '\t'), `@Module({\n\timports: [\n\t\t${entry('\t\t', '\t')},\n\t],`],
  ])('knows a module with %s', (_case, module, expected) => {
    const { read, changed } = added(MAIN, module);
    expect(changed).toContain('src/app.module.ts');
    expect(read('src/app.module.ts')).toContain(expected);
  });

  it('writes as the file is written', () => {
    const module = MODULE.replaceAll("'", '"').replaceAll(';', '').replaceAll('\n', '\r\n');
    const text = added(MAIN, module).read('src/app.module.ts');
    expect(text).toContain('import { ActivityTrackerModule } from "nestjs-activity-tracker"\r\n');
    expect(text).not.toMatch(/'|;|[^\r]\n/);
  });

  it('knows a main.ts that holds the module', () => {
    const both = MAIN.replace("import { AppModule } from './app.module';\n", '').replace(
      '\nasync',
      "import { Module } from '@nestjs/common';\n\n@Module({ imports: [] })\nclass AppModule {}\n\nasync",
    );
    const { read, changed } = add({ 'src/main.ts': both });
    expect(changed).toEqual(['src/main.ts']);
    expect(read('src/main.ts')).toContain(HOOKS);
    expect(read('src/main.ts')).toContain(entry('  '));
  });

  it('leaves files that Prettier formatted, as in the templates of Nest, formatted', async () => {
    const { read } = added(MAIN);
    for (const path of ['src/main.ts', 'src/app.module.ts']) {
      const style = { parser: 'typescript', singleQuote: true, trailingComma: 'all' } as const;
      expect(await format(read(path), style)).toBe(read(path));
    }
  });

  const expectByHand = (main: string, module: string, reason: string) => {
    const { changed, said } = added(main, module);
    expect(changed).toEqual([]);
    expect(said).toContain(reason);
    expect(said).toContain('Nothing was changed. Add by hand:');
    expect(said).toContain(`${IMPORT}\n@Module({\n  imports: [\n    ${entry('    ')},\n  ],\n})`);
    expect(said).toContain(HOOKS);
  };

  const NO_CREATION = 'src/main.ts has no single statement like const app = await NestFactory.create(AppModule)';
  const NO_FILE = 'src/main.ts imports AppModule from a file that was not found';
  it.each<[string, string, string]>([
    ['a promise', MAIN.replace('await NestFactory', 'NestFactory'), NO_CREATION],
    [
      'a chain',
      MAIN.replace(/const app[^]*3000\);/, 'NestFactory.create(AppModule).then((app) => app.listen(3000));'),
      NO_CREATION,
    ],
    ['a factory', MAIN.replace('NestFactory.create(AppModule)', 'createApp()'), NO_CREATION],
    ['a microservice', MAIN.replace('create(', 'createMicroservice('), NO_CREATION],
    [
      'two applications',
      MAIN.replace('  await app', '  const other = await NestFactory.create(AppModule);\n  await app'),
      NO_CREATION,
    ],
    ['a branch without a block', MAIN.replace('const app =', 'let app;\n  if (a) app ='), NO_CREATION],
    ['a dynamic root module', MAIN.replace('create(AppModule)', 'create(AppModule.register())'), NO_CREATION],
    ['a root module by an alias', MAIN.replace('./app.module', '@/app.module'), NO_FILE],
    ['a root module in another file', MAIN.replace('./app.module', './other.module'), NO_FILE],
  ])('changes nothing and prints the lines to add by hand for %s', (_case, main, reason) =>
    expectByHand(main, MODULE, reason),
  );

  const NO_MODULE = 'src/app.module.ts has no class AppModule with @Module({ … })';
  const NO_ARRAY = 'src/app.module.ts has imports of AppModule that are not written as an array';
  const COMPUTED = 'src/app.module.ts computes keys in the metadata of AppModule';
  const withImports = (imports: string) => MODULE.replace('imports: []', imports);
  it.each<[string, string, string]>([
    ['a module without a decorator', 'export class AppModule {}\n', NO_MODULE],
    ['metadata from elsewhere', MODULE.replace(/\(\{.*?\}\)/s, '(metadata)'), NO_MODULE],
    ['imports from elsewhere', withImports('imports: shared'), NO_ARRAY],
    ['shorthand imports', withImports('imports'), NO_ARRAY],
    ['spread metadata', withImports('...shared'), 'src/app.module.ts spreads objects into the metadata of AppModule'],
    ['a computed key, which a second one would replace', withImports("['imports']: [A]"), COMPUTED],
    ['a key from elsewhere', withImports('[IMPORTS]: [A]'), COMPUTED],
    [
      'imports that are given twice',
      withImports("imports: [A],\n  'imports': [B]"),
      'src/app.module.ts gives imports of AppModule twice',
    ],
    [
      'another class of that name',
      MODULE.replace('@Module', 'class ActivityTrackerModule {}\n@Module'),
      'src/app.module.ts has another ActivityTrackerModule',
    ],
    ['a syntax error', MODULE.replace('AppController],', 'AppController,'), 'src/app.module.ts has syntax errors'],
  ])('changes nothing and prints the lines to add by hand for %s', (_case, module, reason) =>
    expectByHand(MAIN, module, reason),
  );

  it('reports a missing main.ts', () => {
    expect(add({}).said).toContain('src/main.ts does not exist. Nothing was changed.');
  });

  it.each([
    ['^11.0.1', {}, '11'],
    ['11.1.0', { '@nestjs/jwt': '^11.0.0' }, '11'],
    ['^11.0.1', { ...NAMED, mongoose: '8' }, undefined],
    ['^11.0.1', NAMED, '11'],
    ['^12.0.0', {}, '12'],
    ['^12.0.0', { '@nestjs/jwt': '^12.0.0' }, '12'],
    ['^12.0.0', NAMED, undefined],
  ])('on @nestjs/common %s with %j names the packages of Nest %s', (version, others, line) => {
    const manifest = JSON.stringify({ dependencies: { '@nestjs/common': version, ...others } });
    const { said } = add({ 'src/main.ts': MAIN, 'src/app.module.ts': MODULE, 'package.json': manifest });
    const readme = readFileSync(new URL('../../../../README.md', import.meta.url), 'utf8');
    const commands = [...readme.matchAll(/^npm install nestjs-activity-tracker (@nestjs.*)$/gm)].map(
      ([, names]) => names,
    );
    expect(commands).toHaveLength(2);
    const said12 = said.includes(`npm install ${commands[0]}\n`) || said.endsWith(`npm install ${commands[0]}`);
    expect([said12, said.includes(`npm install ${commands[1]}`)]).toEqual([line === '12', line === '11']);
  });
});
