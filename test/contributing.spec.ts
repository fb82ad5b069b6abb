import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const SOURCE = `${ROOT}libs/activity-tracker/src/`;
const contributing = readFileSync(`${ROOT}CONTRIBUTING.md`, 'utf8');

const codeIn = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

function rowsUnder(heading: string): string[] {
  const [, section = ''] = contributing.split(`\n## ${heading}\n`);
  const rows = section.split(/\n##+ /)[0]!.split('\n');
  return rows.filter((line) => line.startsWith('| ')).slice(2);
}

/** Below the sources of the library, or from the root. */
const exists = (path: string) => existsSync(SOURCE + path) || existsSync(ROOT + path);

const QUESTIONS = [
  'a bearer token is verified',
  'it is decided whether a request is recorded',
  'the buffer flushes',
  'the TTL index is made',
  '429 comes from',
  'a password is masked',
  "a guard's 403 gets its handler",
  'a record becomes BSON',
  'the figures of health come from',
];

describe('CONTRIBUTING.md', () => {
  const where = rowsUnder('Where is …?');

  it('tells the places of twenty things and more, the questions of newcomers among them', () => {
    expect(where.length).toBeGreaterThan(20);
    const asked = new Set(where.map((row) => row.split('|')[1]!.trim()));
    expect(QUESTIONS.filter((question) => !asked.has(question))).toEqual([]);
    for (const heading of ["add a vendor's token format", 'add a query field with an index', 'add an option'])
      expect(contributing).toContain(`\n### ${heading}\n`);
  });

  it.each(where)('names a file that exists: %s', (row) => {
    const [first = ''] = codeIn(row.split('|')[2]!);
    expect(exists(first), first).toBe(true);
  });

  it('names no path that does not exist', () => {
    const paths = codeIn(contributing.replaceAll(/```.*?```/gs, '')).filter(
      (code) => /^[\w.-]+(\/[\w.-]+)+\/?$/.test(code) && !code.startsWith('nestjs-activity-tracker/'),
    );
    expect(paths.length).toBeGreaterThan(40);
    expect(paths.filter((path) => !exists(path))).toEqual([]);
  });

  it('lists every room, and no other', () => {
    const listed = rowsUnder('Rooms').flatMap((row) => codeIn(row.split('|')[1]!));
    const rooms = readdirSync(SOURCE, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(listed.toSorted()).toEqual(rooms.map(({ name }) => name).toSorted());
  });

  it('lists every folder of tests', () => {
    const [, table = ''] = contributing.split('\n### Tests\n');
    const listed = codeIn(table.split('\n## ')[0]!);
    const folders = readdirSync(`${ROOT}test`, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => `test/${name}`).filter((folder) => !listed.includes(folder))).toEqual([]);
  });

  it('names npm scripts that there are', () => {
    const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { scripts: Record<string, string> };
    const named = [...contributing.matchAll(/npm run ([\w:]+)(?! --workspace)/g)].map(([, name = '']) => name);
    expect(named).toContain('test:unit');
    expect(named.filter((name) => !(name in scripts) && !name.startsWith('activity:'))).toEqual([]);
  });

  it.each(readdirSync(`${ROOT}scripts`, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.mjs')))(
    'needs no row for scripts/%s, whose first line says who calls it',
    (file) => {
      expect(readFileSync(`${ROOT}scripts/${file}`, 'utf8')).toMatch(/^\/\/ Called by .+\.\n/);
    },
  );
});

describe('.github', () => {
  const github = `${ROOT}.github/`;
  const files = readdirSync(github, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yml'));

  it.each(files)('%s is YAML', (file) => {
    expect(parse(readFileSync(github + file, 'utf8'))).toBeTypeOf('object');
  });

  it('runs npm test on each supported line of Node', () => {
    const { jobs } = parse(readFileSync(`${github}workflows/ci.yml`, 'utf8')) as {
      jobs: { test: { strategy: { matrix: { node: number[] } }; steps: { run?: string }[] } };
    };
    expect(jobs.test.strategy.matrix.node).toEqual([20, 22, 24]);
    expect(jobs.test.steps.map(({ run }) => run)).toContain('npm test');
  });
});
