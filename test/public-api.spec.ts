import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const LIBRARY = fileURLToPath(new URL('../libs/activity-tracker/', import.meta.url));

/** What a user can import. A change here is a change for users, and belongs in CHANGELOG.md. */
const ENTRIES = [
  {
    entry: 'nestjs-activity-tracker',
    file: `${LIBRARY}src/index.ts`,
    load: () => import('nestjs-activity-tracker'),
    values: [
      'ACTIVITY_GAP',
      'ACTIVITY_LOGGED',
      'ACTIVITY_STORE',
      'ActivityEvent',
      'ActivityTrackerModule',
      'ActivityTrackerOptionsError',
      'ActivityTrackerService',
      'FILTERED',
      'HistoryGuard',
      'InMemoryActivityStore',
      'InMemoryAuditStore',
      'MongoActivityStore',
      'QuerySyntaxError',
      'RequireActivityPermission',
      'RetentionNotParkedError',
      'SignIn',
      'SkipActivity',
      'StoreMisconfiguredError',
      'StoreNotConfiguredError',
      'StoreTimeoutError',
      'StoreUnavailableError',
      'TrackAnonymous',
      'formatQuery',
      'parseQuery',
      'unescapeKey',
    ],
    types: [
      'ActivityFilter',
      'ActivityLog',
      'ActivityOutcome',
      'ActivityQuery',
      'ActivityRight',
      'ActivityStatistics',
      'ActivityStore',
      'ActivityTrackerExtras',
      'ActivityTrackerOptions',
      'ActivityTrackerOptionsFactory',
      'ActivityTrackerStats',
      'ActivityUserId',
      'AdminHistoryEntry',
      'AdminHistoryParams',
      'AdminOptions',
      'AuditAction',
      'AuditEntry',
      'AuditStore',
      'AuthenticatedUser',
      'BufferOptions',
      'BufferStats',
      'CaptureOptions',
      'CustomActivity',
      'Dimension',
      'DimensionFilter',
      'DimensionValue',
      'DistinctUsers',
      'DropReason',
      'DurationHistogram',
      'ErasurePermit',
      'ErasurePermits',
      'FindOptions',
      'GeoOptions',
      'GraphqlActivity',
      'HistoryOptions',
      'HistoryPage',
      'HostRequest',
      'IndexKey',
      'InsertOutcome',
      'JwtAlgorithm',
      'JwtOptions',
      'LegalHold',
      'LegalHolds',
      'MaintainedStatistics',
      'MaskingOptions',
      'MongoOptions',
      'MongoStoreOptions',
      'OmittedBody',
      'PagePosition',
      'PayloadKeys',
      'PermissionQuestion',
      'QueryCondition',
      'QueryContext',
      'QueryField',
      'QueryTerm',
      'RebuildProgress',
      'RecordChange',
      'RecordPage',
      'RecordPageSettings',
      'ResolveUser',
      'ResolvedUser',
      'RewriteOptions',
      'RollupHealth',
      'RollupProblem',
      'RouteIdentity',
      'Span',
      'StatisticsAnswer',
      'StatisticsQuestion',
      'StorageOptions',
      'StoreDescription',
      'StoreDown',
      'StoredRecord',
      'StreamOptions',
      'Tallies',
      'Tally',
      'UnidentifiedCause',
      'UserHistoryEntry',
      'UserHistoryParams',
      'WatchOptions',
    ],
  },
  {
    entry: 'nestjs-activity-tracker/testing',
    file: `${LIBRARY}src/testing/index.ts`,
    load: () => import('nestjs-activity-tracker/testing'),
    values: ['InMemoryActivityStore', 'recordedActivity'],
    types: ['InMemoryStoreOptions'],
  },
];

/** Every name that a file exports, types included, with the symbol it stands for, wherever that is declared. */
function exportsOf(program: ts.Program, file: string): ReadonlyMap<string, ts.Symbol> {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${file} is not a module`);
  return new Map(checker.getExportsOfModule(module).map((symbol) => [symbol.name, declared(symbol, checker)]));
}

function declared(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** What the documentation of the exported names lacks. */
function undocumented(program: ts.Program, file: string): string[] {
  const checker = program.getTypeChecker();
  return [...exportsOf(program, file)].flatMap(([name, symbol]) => {
    if (symbol.getDocumentationComment(checker).length === 0) return [`${name}: no JSDoc`];
    const isPublic = symbol.getJsDocTags(checker).some((tag) => tag.name === 'publicApi');
    return isPublic ? [] : [`${name}: no @publicApi`];
  });
}

function libraryProgram(): ts.Program {
  const { config } = ts.readConfigFile(`${LIBRARY}tsconfig.lib.json`, ts.sys.readFile) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, LIBRARY);
  return ts.createProgram({ rootNames: ENTRIES.map(({ file }) => file), options });
}

function programOf(files: Readonly<Record<string, string>>): ts.Program {
  const options: ts.CompilerOptions = { noLib: true, types: [] };
  const host: ts.CompilerHost = {
    ...ts.createCompilerHost(options),
    fileExists: (file) => file in files,
    readFile: (file) => files[file],
    getSourceFile: (file) => ts.createSourceFile(file, files[file] ?? '', ts.ScriptTarget.Latest, true),
  };
  return ts.createProgram({ rootNames: Object.keys(files), options, host });
}

describe('the public API', () => {
  const program = libraryProgram();

  describe.each(ENTRIES)('of $entry', ({ file, load, values, types }) => {
    it('holds these values', async () => {
      expect(Object.keys(await load()).sort()).toEqual(values);
    });

    it('holds these types', () => {
      const names = [...exportsOf(program, file).keys()].sort();
      expect(names.filter((name) => !values.includes(name))).toEqual(types);
    });

    it('is documented, name by name', () => {
      expect(undocumented(program, file)).toEqual([]);
    });
  });
});

describe('the check of the documentation', () => {
  it.each([
    ['no comment', `export const x = 1;`, ['x: no JSDoc']],
    ['a comment that is no JSDoc', `// Text. @publicApi\nexport const x = 1;`, ['x: no JSDoc']],
    ['a comment without the tag', `/** Text. */\nexport class X {}`, ['X: no @publicApi']],
    ['a tag without a text', `/** @publicApi */\nexport type X = string;`, ['X: no JSDoc']],
    ['a text and the tag', `/** Text. @publicApi */\nexport interface X {}`, []],
  ])('tells %s', (_case, text, faults) => {
    expect(undocumented(programOf({ '/a.ts': text }), '/a.ts')).toEqual(faults);
  });

  it('looks where a re-exported name is declared', () => {
    const program = programOf({
      '/index.ts': `export { a, type B } from './rooms';`,
      '/rooms.ts': `/** Text. @publicApi */\nexport const a = 1;\n/** Text. */\nexport interface B {}`,
    });
    expect(undocumented(program, '/index.ts')).toEqual(['B: no @publicApi']);
  });
});
