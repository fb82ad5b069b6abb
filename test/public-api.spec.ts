import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { publicSurface } from './support/public-surface.js';

const LIBRARY = fileURLToPath(new URL('../libs/activity-tracker/', import.meta.url));

const ENTRIES = [
  {
    entry: 'nestjs-activity-tracker',
    file: `${LIBRARY}src/index.ts`,
    load: () => import('nestjs-activity-tracker'),
    values: [
      'ACTIVITY_ANOMALY',
      'ACTIVITY_GAP',
      'ACTIVITY_LOGGED',
      'ACTIVITY_REMOVED',
      'ACTIVITY_STARTED',
      'ACTIVITY_STOPPED',
      'ACTIVITY_STORE',
      'ActivityEvent',
      'ActivityResource',
      'ActivityTrackerModule',
      'ActivityTrackerOptionsError',
      'ActivityTrackerService',
      'FILTERED',
      'HistoryGuard',
      'InMemoryActivityStore',
      'MongoActivityStore',
      'MustBeRecorded',
      'QuerySyntaxError',
      'RequireActivityPermission',
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
      'ActivityAnomaly',
      'ActivityFilter',
      'ActivityLog',
      'ActivityOutcome',
      'ActivityQuery',
      'ActivityResourceId',
      'ActivityRight',
      'ActivityStore',
      'ActivityTrackerExtras',
      'ActivityTrackerOptions',
      'ActivityTrackerOptionsFactory',
      'ActivityTrackerStats',
      'ActivityUserId',
      'AdminHistoryEntry',
      'AdminHistoryParams',
      'AdminOptions',
      'AnchorOptions',
      'AnchorTarget',
      'AuthenticatedUser',
      'BufferOptions',
      'BufferStats',
      'CaptureOptions',
      'CheckpointFailures',
      'CustomActivity',
      'DeliveryCounts',
      'DeliveryState',
      'DescribeUsers',
      'DropReason',
      'FindOptions',
      'FindUsers',
      'GeoOptions',
      'GraphqlActivity',
      'HistoryOptions',
      'HistoryPage',
      'HostRequest',
      'IntegrityCheckpoint',
      'IntegrityOptions',
      'JwtAlgorithm',
      'JwtOptions',
      'LoginField',
      'MaskingOptions',
      'MongoOptions',
      'MongoStoreOptions',
      'NearMiss',
      'NothingFound',
      'OmittedBody',
      'PagePosition',
      'PathType',
      'PayloadKeys',
      'PermissionQuestion',
      'PersonAnomaly',
      'QueryCondition',
      'QueryContext',
      'QueryField',
      'QueryProblemCode',
      'QueryTerm',
      'RecordOrder',
      'RecordPage',
      'RecordPageSettings',
      'RecordingOptions',
      'ResolveUser',
      'ResolvedUser',
      'RetentionRule',
      'RootOptions',
      'SecurityRuleName',
      'SpoolStats',
      'StorageOptions',
      'StoreDown',
      'UnidentifiedCause',
      'UserDescription',
      'UserHistoryEntry',
      'UserHistoryParams',
    ],
  },
  {
    entry: 'nestjs-activity-tracker/terminus',
    file: `${LIBRARY}src/terminus.ts`,
    load: () => import('nestjs-activity-tracker/terminus'),
    values: ['ActivityTrackerHealthIndicator'],
    types: ['ActivityTrackerHealth'],
  },
  {
    entry: 'nestjs-activity-tracker/prometheus',
    file: `${LIBRARY}src/prometheus.ts`,
    load: () => import('nestjs-activity-tracker/prometheus'),
    values: ['collectPrometheusMetrics'],
    types: [],
  },
  {
    entry: 'nestjs-activity-tracker/opentelemetry',
    file: `${LIBRARY}src/opentelemetry.ts`,
    load: () => import('nestjs-activity-tracker/opentelemetry'),
    values: ['observeOpenTelemetryMetrics'],
    types: [],
  },
  {
    entry: 'nestjs-activity-tracker/testing',
    file: `${LIBRARY}src/testing.ts`,
    load: () => import('nestjs-activity-tracker/testing'),
    values: ['InMemoryActivityStore', 'recordedActivity'],
    types: ['InMemoryStoreOptions'],
  },
  {
    entry: 'nestjs-activity-tracker/store',
    file: `${LIBRARY}src/store.ts`,
    load: () => import('nestjs-activity-tracker/store'),
    values: [
      'InMemoryAuditStore',
      'RetentionNotParkedError',
      'StoreMisconfiguredError',
      'StoreNotConfiguredError',
      'StoreTimeoutError',
      'StoreUnavailableError',
    ],
    types: [
      'ActivityFilter',
      'ActivityLog',
      'ActivityStatistics',
      'ActivityStore',
      'AnomalyState',
      'AuditAction',
      'AuditEntry',
      'AuditStore',
      'CountedRoute',
      'Dimension',
      'DimensionFilter',
      'DimensionValue',
      'DistinctUsers',
      'DurationHistogram',
      'ErasureOrders',
      'ErasurePermit',
      'ErasurePermits',
      'FindOptions',
      'IndexKey',
      'InsertOutcome',
      'IsErased',
      'LegalHold',
      'LegalHolds',
      'MaintainedStatistics',
      'OtherType',
      'RebuildProgress',
      'RecordChange',
      'RetentionPass',
      'RetentionProgress',
      'RetentionState',
      'RewriteOptions',
      'RollupHealth',
      'RollupProblem',
      'RouteIdentity',
      'SavedView',
      'SavedViews',
      'Span',
      'StatisticsQuery',
      'StatisticsResult',
      'StoreDescription',
      'StoredRecord',
      'StreamOptions',
      'Tallies',
      'Tally',
      'VerificationResult',
      'VerificationState',
      'WatchOptions',
    ],
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

function surfaceOf(program: ts.Program, files: readonly string[], isOurs: (file: string) => boolean) {
  const exported = new Set(files.flatMap((file) => [...exportsOf(program, file).values()]));
  const { undocumented, reached } = publicSurface(program.getTypeChecker(), exported, isOurs);
  const unexported = [...reached].filter(([symbol]) => !exported.has(symbol));
  return { undocumented, unexported: unexported.map(([{ name }, owner]) => `${name} (in ${owner})`) };
}

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

describe('the public surface', () => {
  const files = ENTRIES.map(({ file }) => file);
  const { undocumented, unexported } = surfaceOf(libraryProgram(), files, (file) => file.startsWith(`${LIBRARY}src/`));

  it('has JSDoc on every member', () => {
    expect(undocumented).toEqual([]);
  });

  it('exports every type that a signature names', () => {
    expect(unexported).toEqual([]);
  });
});

describe('the check of the public surface', () => {
  it.each([
    ['a member without JSDoc', `export interface A { b: string }`, { undocumented: ['A.b'], unexported: [] }],
    ['a method without JSDoc', `export class A { b(): void {} }`, { undocumented: ['A.b'], unexported: [] }],
    ['a documented one', `export class A {\n/** Text. */\nb(): void {} }`, { undocumented: [], unexported: [] }],
    ['a private one', `export class A { private b(): void {} }`, { undocumented: [], unexported: [] }],
    [
      'an internal one',
      `interface B {}\nexport class A {\n/** @internal */\nb(c: B): void {} }`,
      { undocumented: [], unexported: [] },
    ],
    [
      'a type of a parameter',
      `interface B {}\nexport function a(b: B[]): void {}`,
      { undocumented: [], unexported: ['B (in a)'] },
    ],
    [
      'a type of a base',
      `interface B {}\nexport interface A extends B {}`,
      { undocumented: [], unexported: ['B (in A)'] },
    ],
    [
      'a type of a body',
      `interface B {}\nexport function a(): void { const b: B = {}; }`,
      { undocumented: [], unexported: [] },
    ],
  ])('judges %s', (_case, text, found) => {
    expect(surfaceOf(programOf({ '/a.ts': text }), ['/a.ts'], () => true)).toEqual(found);
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
