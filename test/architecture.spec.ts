import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCE = join(ROOT, 'libs/activity-tracker/src/');

/** The library below: it knows none of the rooms. */
const JSON_MASK = 'json-mask';

/**
 * Rooms that each room may import from. Writing side (capture to storage) and reading side (admin, history, storage)
 * only towards storage; admin and history stand on `http`; all import `common` and `package`. `root`: files of no room.
 */
const RULE = new Map<string, readonly string[] | 'anything'>([
  ['common', []],
  ['package', []],
  ['record', []],
  ['bson', ['record']],
  ['sequence', ['record']],
  // Records in, findings out: knows no store.
  ['verification', ['record', 'bson', 'sequence']],
  ['storage', ['record', 'bson', 'sequence']],
  ['spool', ['record', 'bson', 'sequence', 'storage']],
  ['buffer', ['record', 'bson', 'sequence', 'integrity', 'spool', 'storage']],
  ['integrity', ['record', 'bson', 'sequence', 'verification', 'storage']],
  ['signal', ['record', 'bson']],
  ['masking', ['record', 'bson', JSON_MASK, 'signal', 'buffer', 'storage']],
  ['identity', ['record', 'masking', 'signal', 'buffer', 'storage']],
  ['capture', ['record', 'identity', 'masking', 'signal', 'buffer', 'storage']],
  ['recording', ['record', 'bson', 'sequence', 'capture', 'identity', 'masking', 'signal', 'buffer', 'storage']],
  ['http', ['record', 'storage']],
  ['history', ['record', 'http', 'storage']],
  // The language of queries, which the rules of retention use.
  ['query', ['record', 'http', 'storage']],
  ['retention', ['record', 'sequence', 'query', 'http', 'storage']],
  ['admin', ['record', 'sequence', 'query', 'retention', 'history', 'http', 'storage']],
  ['options', ['record', 'retention', 'all options']],
  ['testing', ['record', 'storage', 'service']],
  ['operators', ['service']],
  // `identity`, because doctor explains a token with the code that reads it in a request.
  // `masking`, because mask-existing masks with the code that masks requests.
  // `root`, because an opened archive is an application with the module.
  [
    'cli',
    [
      'record',
      'bson',
      'spool',
      'integrity',
      'identity',
      'masking',
      'storage',
      'verification',
      'retention',
      'options',
      'all options',
      'definition',
      'root',
    ],
  ],
  // Runs in the Nest CLI, not in an application.
  ['nest-add', []],
  ['definition', ['all options']],
  ['service', 'anything'],
  ['all options', 'anything'],
  ['module', 'anything'],
  ['root', 'anything'],
]);

type Sources = ReadonlyMap<string, string>;

const FILES_OF_THEIR_OWN = new Map([
  ['activity-tracker.service.ts', 'service'],
  ['activity-tracker.options.ts', 'all options'],
  ['module/module-definition.ts', 'definition'],
]);

/** Options are resolved in a room within that of the wiring, which commands may use. */
const OPTIONS = 'module/options/';

/** The query language is in a room within that of administration. */
const QUERY = 'admin/query/';

function roomOf(file: string): string {
  if (file.startsWith(OPTIONS)) return 'options';
  if (file.startsWith(QUERY)) return 'query';
  if (isOfJsonMask(file)) return JSON_MASK;
  return FILES_OF_THEIR_OWN.get(file) ?? (file.includes('/') ? file.slice(0, file.indexOf('/')) : 'root');
}

function mayImport(file: string, target: string, allowed: readonly string[]): boolean {
  const [from, to] = [roomOf(file), roomOf(target)];
  return from === to || to === 'package' || to === 'common' || allowed.includes(to);
}

const isOfJsonMask = (file: string): boolean => file.startsWith(`../../${JSON_MASK}/src/`);

function importsOf(file: string, text: string): string[] {
  return ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => posix.join(posix.dirname(file), specifier).replace(/\.js$/, '.ts'));
}

function wrongImports(sources: Sources): string[] {
  return [...sources].flatMap(([file, text]) => {
    const room = roomOf(file);
    const allowed = RULE.get(room);
    if (allowed === undefined) return [`${file} is in a room without a rule: ${room}`];
    if (allowed === 'anything') return [];
    return importsOf(file, text)
      .filter((target) => !mayImport(file, target, allowed))
      .map((target) => `${file} imports ${target}`);
  });
}

function cycles(sources: Sources): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): void => {
    const seenAt = way.indexOf(file);
    if (seenAt >= 0) found.push([...way.slice(seenAt), file].join(' → '));
    if (seenAt >= 0 || done.has(file)) return;
    for (const target of importsOf(file, sources.get(file) ?? '')) visit(target, [...way, file]);
    done.add(file);
  };
  for (const file of sources.keys()) visit(file, []);
  return found;
}

function librarySources(): Sources {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !/\.(spec|contract|fixture|reference)\.ts$/.test(file));
  return new Map(files.map((file) => [file, readFileSync(join(SOURCE, file), 'utf8')]));
}

function alikeNames(sources: Sources): string[] {
  const files = new Map<string, string[]>();
  for (const [file, text] of sources)
    for (const [, name = ''] of text.matchAll(
      /^export (?:abstract |async )?(?:class|function\*?|const|let|interface|type|enum) (\w+)/gm,
    ))
      if (!files.get(name)?.includes(file)) files.set(name, [...(files.get(name) ?? []), file]);
  return [...files].filter(([, of]) => of.length > 1).map(([name, of]) => `${name} is exported by ${of.join(' and ')}`);
}

const DECLARED = /^export (?:abstract |async )?(?:class|function\*?|const|let|enum) (\w+)/gm;
const IMPORTED = /\{([^{}]*)\} from '(\.[^']+)'/g;
const IMPORTED_WHOLE = /(?:\* as \w+ from |export \* from |import\()\s*'(\.[^']+)'/g;

/** Values that no other file imports: each is dead, or need not be exported. */
function unusedExports(sources: Sources, importers: Sources): string[] {
  const used = new Set<string>();
  const target = (file: string, specifier: string) =>
    posix.join(posix.dirname(file), specifier).replace(/(?:\.[jt]s)?$/, '.ts');
  for (const [file, text] of importers) {
    for (const [, specifier = ''] of text.matchAll(IMPORTED_WHOLE)) used.add(target(file, specifier));
    for (const [, names = '', specifier = ''] of text.matchAll(IMPORTED))
      for (const name of names.split(','))
        used.add(
          `${target(file, specifier)} ${
            name
              .trim()
              .replace(/^type /, '')
              .split(' as ')[0]
          }`,
        );
  }
  return [...sources].flatMap(([file, text]) =>
    [...text.matchAll(DECLARED)]
      .map(([, name = '']) => `${file} ${name}`)
      .filter((each) => !used.has(file) && !used.has(each)),
  );
}

function filesBelow(folders: readonly string[]): Sources {
  const files = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
      `${folder}/${file}`.replaceAll('\\', '/'),
    ),
  );
  return new Map(
    files
      .filter((file) => /\.(?:ts|tsx|mjs)$/.test(file) && !/(?:^|\/)(?:node_modules|dist|generated)\//.test(file))
      .map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]),
  );
}

function fullFolders(sources: Sources, most: number): string[] {
  const counts = new Map<string, number>();
  for (const file of sources.keys()) counts.set(posix.dirname(file), (counts.get(posix.dirname(file)) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > most).map(([folder, count]) => `${folder} has ${count} files`);
}

describe('the folders of the library', () => {
  it('hold at most sixteen files each', () => {
    expect(fullFolders(librarySources(), 16)).toEqual([]);
  });

  it('are counted', () => {
    const sources = new Map(['a', 'b', 'c'].map((name) => [`buffer/${name}.ts`, '']));
    expect(fullFolders(sources, 2)).toEqual(['buffer has 3 files']);
  });
});

describe('the names of the library', () => {
  it('are exported by one file each', () => {
    expect(alikeNames(librarySources())).toEqual([]);
  });

  it('are compared', () => {
    const sources = new Map([
      ['buffer/a.ts', 'export const x = 1;\nexport class Y {}'],
      ['capture/b.ts', 'export function x(): void {}\nexport function x(): void {}'],
    ]);
    expect(alikeNames(sources)).toEqual(['x is exported by buffer/a.ts and capture/b.ts']);
  });
});

describe('the exports of the libraries', () => {
  it('are each imported by another file', () => {
    const all = filesBelow(['libs', 'apps', 'test', 'bench', 'scripts']);
    const sources = [...all].filter(([file]) => /^libs\/[\w-]+\/src\/.*\.ts$/.test(file) && !file.endsWith('.spec.ts'));
    expect(unusedExports(new Map(sources), all)).toEqual([]);
  });

  it('are compared with imports', () => {
    const files = new Map([
      ['a.ts', 'export const x = 1;\nexport class Y {}\nexport function z(): void {}'],
      ['b.ts', `import { x, type Z } from './a.js';\nexport { z as f } from './a.js';`],
      ['c.ts', 'export const whole = 1;'],
      ['d.ts', `const { whole } = await import('./c.js');`],
      ['e.ts', 'export const u = 1;\nexport const v = 1;'],
      ['f.ts', `import { u } from './e';`],
    ]);
    expect(unusedExports(files, files)).toEqual(['a.ts Y', 'e.ts v']);
  });
});

/** Parameters that name their class twice: the type is enough, and `@Inject` is for tokens. */
function injectedTwice(sources: Sources): string[] {
  return [...sources].flatMap(([file, text]) =>
    [...text.matchAll(/@Inject\((\w+)\) (?:private |readonly |public )*\w+: (\w+)(?=[,)\s])/g)]
      .filter(([, token, type]) => token === type)
      .map(([, token = '']) => `${file} injects ${token}`),
  );
}

describe('classes', () => {
  it('are injected by the type of a parameter', () => {
    expect(injectedTwice(librarySources())).toEqual([]);
  });

  it('are told from tokens and from parts of a class', () => {
    const text =
      "constructor(@Inject(A) private readonly a: A, @Inject(TOKEN) b: B, @Inject(C) c: Pick<C, 'd'>, private readonly d: D) {}";
    expect(injectedTwice(new Map([['a.ts', text]]))).toEqual(['a.ts injects A']);
  });
});

function longFiles(sources: Sources, most: number): string[] {
  return [...sources]
    .map(([file, text]) => [file, text.trimEnd().split('\n').length] as const)
    .filter(([, lines]) => lines > most)
    .map(([file, lines]) => `${file} has ${lines} lines`);
}

describe('the source files', () => {
  it('have at most 250 lines each', () => {
    const all = filesBelow(['libs', 'apps', 'scripts', 'bench']);
    const sources = [...all].filter(([file]) => !/\.(?:spec|fixture|reference)\.tsx?$|\/test\//.test(file));
    expect(sources.length).toBeGreaterThan(500);
    expect(longFiles(new Map(sources), 250)).toEqual([]);
  });

  it('are measured without the end of the last line', () => {
    const files = new Map([
      ['a.ts', 'a\nb\n'],
      ['b.ts', 'a\nb\nc'],
    ]);
    expect(longFiles(files, 2)).toEqual(['b.ts has 3 lines']);
  });
});

describe('waits of tests', () => {
  it('are as patient as a busy machine needs: `eventually` or `expect.poll`, not a second of `vi.waitFor`', () => {
    const impatient = /\bvi\.wait(?:For|Until)\(/;
    const sources = filesBelow(['test', 'libs', 'apps', 'scripts', 'bench']);
    const found = [...sources].filter(([file, text]) => file !== 'test/architecture.spec.ts' && impatient.test(text));
    expect(found.map(([file]) => file)).toEqual(['libs/activity-tracker/test/eventually.ts']);
  });
});

describe('the import rule', () => {
  const sources = librarySources();

  it('reads the library', () => {
    expect(sources.size).toBeGreaterThan(50);
    expect(importsOf('index.ts', sources.get('index.ts') ?? '')).toContain('activity-tracker.module.ts');
  });

  it('names only files that exist', () => {
    const missing = [...sources].flatMap(([file, text]) =>
      importsOf(file, text).filter((target) => !sources.has(target) && !isOfJsonMask(target)),
    );
    expect(missing).toEqual([]);
  });

  it('is kept by every file', () => {
    expect(wrongImports(sources)).toEqual([]);
  });

  it('leaves no cycle between files', () => {
    expect(cycles(sources)).toEqual([]);
  });
});

describe('the check of the import rule', () => {
  it.each([
    ['a room that imports upstream', 'storage/store.ts', `import { x } from '../buffer/queue.js';`, 'buffer/queue.ts'],
    ['the reading wing in the writing wing', 'history/a.ts', `import { x } from '../capture/b.js';`, 'capture/b.ts'],
    ['the writing wing in the reading wing', 'buffer/a.ts', `import { x } from '../history/b.js';`, 'history/b.ts'],
    ['a room that imports recording', 'capture/a.ts', `import { x } from '../recording/b.js';`, 'recording/b.ts'],
    [
      'a room that imports the module',
      'admin/a.ts',
      `import { x } from '../activity-tracker.module.js';`,
      'activity-tracker.module.ts',
    ],
    ['a type', 'masking/a.ts', `import type { X } from '../capture/b.js';`, 'capture/b.ts'],
    ['a re-export', 'record/a.ts', `export * from '../storage/b.js';`, 'storage/b.ts'],
    ['a dynamic import', 'signal/a.ts', `const x = await import('../identity/b.js');`, 'identity/b.ts'],
    ['a bare import', 'identity/a.ts', `import '../capture/b.js';`, 'capture/b.ts'],
    ['a file deep in a room', 'storage/mongo/a.ts', `import { x } from '../../masking/b.js';`, 'masking/b.ts'],
    [
      'the options of all rooms in one',
      'capture/capture.options.ts',
      `import '../module/options/b.js';`,
      'module/options/b.ts',
    ],
    ['common that knows a room', 'common/a.ts', `import { x } from '../capture/b.js';`, 'capture/b.ts'],
    ['http that knows a room on top of it', 'http/a.ts', `import { x } from '../history/b.js';`, 'history/b.ts'],
    [
      'options that know the module',
      'module/options/a.ts',
      `import { x } from '../providers.js';`,
      'module/providers.ts',
    ],
    [
      'the pass over JSON outside of masking',
      'capture/a.ts',
      `import '../../../json-mask/src/b.js';`,
      '../../json-mask/src/b.ts',
    ],
    ['the test kit in recording', 'testing/a.ts', `import { x } from '../recording/b.js';`, 'recording/b.ts'],
    ['a command that knows a wing', 'cli/a.ts', `import { x } from '../capture/b.js';`, 'capture/b.ts'],
  ])('notices %s', (_case, file, text, target) => {
    expect(wrongImports(new Map([[file, text]]))).toEqual([`${file} imports ${target}`]);
  });

  it.each([
    ['the next room', 'capture/a.ts', `import { x } from '../identity/b.js';`],
    ['the record', 'history/a.ts', `import type { X } from '../record/b.js';`],
    ['its own room', 'storage/mongo/a.ts', `import { x } from '../memory/b.js';`],
    ['what is common', 'capture/a.ts', `import { x } from '../common/b.js';`],
    ['http, below history', 'history/a.ts', `import { x } from '../http/b.js';`],
    ['the service in tests', 'testing/a.ts', `import { x } from '../activity-tracker.service.js';`],
    ['the module that knows recording', 'activity-tracker.module.ts', `import { x } from './recording/b.js';`],
    ['the pass over JSON', 'masking/a.ts', `import '../../../json-mask/src/b.js';`],
    ['a package', 'capture/a.ts', `import { x } from '@nestjs/common';`],
    ['only in a comment', 'capture/a.ts', `// import { x } from '../recording/b.js';`],
  ])('lets pass %s', (_case, file, text) => {
    expect(wrongImports(new Map([[file, text]]))).toEqual([]);
  });

  it('notices a room without a rule', () => {
    expect(wrongImports(new Map([['attic/a.ts', '']]))).toEqual(['attic/a.ts is in a room without a rule: attic']);
  });

  it('notices a cycle, also through types', () => {
    const ring = new Map([
      ['buffer/a.ts', `import { b } from './b.js';`],
      ['buffer/b.ts', `import type { C } from './c.js';`],
      ['buffer/c.ts', `export { a } from './a.js';`],
    ]);
    expect(cycles(ring)).toEqual(['buffer/a.ts → buffer/b.ts → buffer/c.ts → buffer/a.ts']);
  });
});
