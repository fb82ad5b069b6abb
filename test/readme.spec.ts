import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { RootOptions, SLICES } from '../libs/activity-tracker/src/activity-tracker.options.js';
import { FIELD_NAMES, FIELDS } from '../libs/activity-tracker/src/admin/query/parse/fields.js';
import {
  MAX_CONDITIONS,
  MAX_QUERY_LENGTH,
  parseQuery,
} from '../libs/activity-tracker/src/admin/query/parse/parse-query.js';
import { MAX_TERMS } from '../libs/activity-tracker/src/admin/query/parse/read-condition.js';
import { optionNames, type SliceClass } from '../libs/activity-tracker/src/module/options/options-slice.js';
import { RECORD_FIELDS } from '../libs/activity-tracker/src/record/activity-log.js';
import { NEST_11_PEERS } from './packages/installs/peers.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

const OPTIONS = new Map(
  Object.entries<SliceClass<object>>({ '': RootOptions, ...SLICES }).flatMap(([slice, Slice]) => {
    const defaults = new Slice() as Record<string, unknown>;
    return optionNames(Slice).map((name) => [slice ? `${slice}.${name}` : name, defaults[name]] as const);
  }),
);

/** The options of the module itself, which no class declares. */
const MODULE_OPTIONS = ["prefix `'activity-logs'`", 'isGlobal `true`', 'decorators `[]`'];

/** The settings of drf-user-activity-tracker-mongodb, as its README names them. */
const DJANGO_SETTINGS = [
  'DRF_ACTIVITI_API_LIMIT',
  'DRF_ACTIVITI_API_UNNECESSARY_URL_NAME',
  'DRF_ACTIVITY_TRACKER_DATABASE',
  'DRF_ACTIVITY_TRACKER_DJANGO_ADMIN_LIMIT',
  'DRF_ACTIVITY_TRACKER_DONT_SKIP_URL_NAME',
  'DRF_ACTIVITY_TRACKER_EVENT_NAME',
  'DRF_ACTIVITY_TRACKER_EXCLUDE_KEYS',
  'DRF_ACTIVITY_TRACKER_INTERVAL',
  'DRF_ACTIVITY_TRACKER_METHODS',
  'DRF_ACTIVITY_TRACKER_MONGO_CONNECTION',
  'DRF_ACTIVITY_TRACKER_MONGO_DB_COLLECTION_NAME',
  'DRF_ACTIVITY_TRACKER_MONGO_DB_NAME',
  'DRF_ACTIVITY_TRACKER_PATH_TYPE',
  'DRF_ACTIVITY_TRACKER_PERMISSION',
  'DRF_ACTIVITY_TRACKER_QUEUE_MAX_SIZE',
  'DRF_ACTIVITY_TRACKER_SIGNAL',
  'DRF_ACTIVITY_TRACKER_SKIP_NAMESPACE',
  'DRF_ACTIVITY_TRACKER_SKIP_URL_NAME',
  'DRF_ACTIVITY_TRACKER_TIMEDELTA',
  'DRF_ACTIVITY_TRACKER_TOKEN_PAYLOAD_KEYS',
  'DRF_ACTIVITY_TRACKER_URL_NAMES',
];

function written(value: unknown): string {
  if (value === undefined) return '–';
  return typeof value === 'string' ? `\`'${value}'\`` : `\`${JSON.stringify(value)}\``;
}

function codeIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}

function tableRows(markdown: string, ...headings: string[]): string[][] {
  const rows = markdown.split('\n').map(cellsOf);
  const start = rows.findIndex((cells) => cells.join() === headings.join());
  if (start < 0) throw new Error(`there is no table with the headings ${headings.join(', ')}`);
  const end = rows.findIndex((cells, index) => index > start && cells.length === 0);
  return rows.slice(start + 2, end < 0 ? undefined : end);
}

function cellsOf(line: string): string[] {
  if (!line.startsWith('|')) return [];
  return [...line.matchAll(/\|((?:`[^`]*`|[^|`])*)(?=\|)/g)].map(([, cell = '']) => cell.trim());
}

function relativeLinks(markdown: string): string[] {
  const prose = markdown.replaceAll(/^```.*?^```/gms, '').replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
}

function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function isDead(file: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path ? resolve(ROOT, dirname(file), path) : join(ROOT, file);
  return !existsSync(target) || (anchor !== undefined && !anchorsOf(readFileSync(target, 'utf8')).includes(anchor));
}

describe('README.md', () => {
  const readme = read('README.md');

  it('stays short: everything else has a page', () => {
    expect(readme.split('\n').length).toBeLessThanOrEqual(200);
  });

  it('names for Nest 11 the peers that the matrix of hosts installs', () => {
    const [, named = ''] = /^npm install nestjs-activity-tracker (.+@\d.*)$/m.exec(readme) ?? [];
    const wanted = Object.entries(NEST_11_PEERS).map(([name, range]) => `${name}@${/\d+/.exec(range)?.[0]}`);
    expect(named.split(' ').sort()).toEqual(wanted.sort());
  });

  it('names for Nest 12 the packages of Nest that npm leaves out', () => {
    const [, named = ''] = /^npm install nestjs-activity-tracker ([^\d\n]+)$/m.exec(readme) ?? [];
    const { peerDependenciesMeta } = JSON.parse(read('libs/activity-tracker/package.json')) as {
      peerDependenciesMeta: Record<string, { optional: boolean }>;
    };
    const optional = Object.keys(peerDependenciesMeta).filter((name) => /^@nestjs\/(?!terminus)/.test(name));
    expect(named.split(' ').sort()).toEqual(optional.sort());
  });

  it('shows a record with fields that there are', () => {
    const example = /```jsonc\n(.*?)```/s.exec(readme)?.[1] ?? '';
    const shown = [...example.matchAll(/^ {2}"(\w+)":/gm)].map(([, field]) => field);
    expect(shown).toContain('user_id');
    expect(RECORD_FIELDS).toEqual(expect.arrayContaining(shown));
  });
});

describe('docs/record.md', () => {
  it('explains every field of a record, and no other', () => {
    const names = tableRows(read('docs/record.md'), 'field', 'meaning').map(([field = '']) => field);
    const claims = 'each of `jwt.payloadKeys` and `payloadKeys`';
    expect(names).toContain(claims);
    expect(names.flatMap((field) => (field === claims ? [] : codeIn(field))).sort()).toEqual([...RECORD_FIELDS].sort());
  });
});

describe('docs/options.md', () => {
  const document = read('docs/options.md');
  const rows = tableRows(document, 'option', 'default', 'meaning');

  it('is what the code says', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/options-doc.mjs', '--check'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  it('lists every option once, with its default, and nothing but these and the options of the module', () => {
    const listed = rows.map(([name = '', fallback]) => `${codeIn(name).join()} ${fallback}`);
    const real = [...OPTIONS].map(([name, fallback]) => `${name} ${written(fallback)}`);
    expect(listed.sort()).toEqual([...real, ...MODULE_OPTIONS].sort());
  });

  it('says what each option means, and links to its entry', () => {
    expect(rows.filter(([, , meaning]) => !meaning)).toEqual([]);
    const wrong = rows.filter(([name = '']) => {
      const [, anchor] = /\]\(#(.+)\)$/.exec(name) ?? [];
      return anchor !== anchorsOf(`### ${codeIn(name).join()}`)[0] || !anchorsOf(document).includes(anchor!);
    });
    expect(wrong).toEqual([]);
  });

  it('gives each option the default it really has', () => {
    const entries = document.matchAll(/^### `([\w.]+)`$.*?^- Default: (.+?)$/gms);
    const said = new Map([...entries].map(([, name = '', fallback = '']) => [name, fallback]));
    const wrong = [...OPTIONS].filter(([name, fallback]) => {
      const inWords = fallback === undefined && said.get(name)?.includes(' ');
      return !inWords && said.get(name) !== written(fallback);
    });
    expect(wrong).toEqual([]);
  });
});

describe('docs/from-django.md', () => {
  const document = read('docs/from-django.md');

  it.each(DJANGO_SETTINGS)('says what became of %s', (setting) => {
    expect(codeIn(document.replace(/^```[^]*?^```$/gm, ''))).toContain(setting);
  });

  it('leads to options that there are', () => {
    const named = tableRows(document, 'Django setting', 'option', 'differs')
      .flatMap(([, option = '']) => codeIn(option))
      .filter((option) => !option.startsWith('npx '));
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((option) => !OPTIONS.has(option))).toEqual([]);
  });
});

describe('docs/query.md', () => {
  const document = read('docs/query.md');
  const rows = tableRows(document, 'field', 'also written', 'values', 'example');

  it('lists every field with its other spellings, in order', () => {
    const listed = rows.map(([field = '', aliases = '']) => [codeIn(field).join(), codeIn(aliases)]);
    expect(listed).toEqual(FIELD_NAMES.map((field) => [field, FIELDS[field].aliases]));
  });

  it('gives examples that ask about the field', () => {
    const asked = rows.map(([, , , example = '']) => parseQuery(codeIn(example)[0] ?? '').conditions[0]?.field);
    expect(asked).toEqual(FIELD_NAMES);
  });

  it('names values that the field takes', () => {
    const marks = new Set(['*', '7', 'Orders', 'OrdersController', '/', '@ActivityEvent()', 'name']);
    const wrong = rows.flatMap(([field = '', , values = '']) =>
      codeIn(values)
        .filter((value) => !marks.has(value))
        .map((value) => `${codeIn(field)[0]}:${value}`)
        .filter((text) => parseQuery(text).conditions.length !== 1),
    );
    expect(wrong).toEqual([]);
  });

  it('shows a query that is understood, with every bound as it is', () => {
    const [, example = ''] = /```\n(user:42 .*)\n```/.exec(document) ?? [];
    expect(parseQuery(example).conditions).toHaveLength(7);
    for (const bound of [MAX_QUERY_LENGTH, MAX_CONDITIONS, MAX_TERMS])
      expect(document).toContain(` ${bound.toLocaleString('en')} `);
  });
});

describe('the pages of docs/', () => {
  const pages = readdirSync(join(ROOT, 'docs')).filter((file) => file.endsWith('.md') && file !== 'README.md');

  it('are all listed in the index', () => {
    const listed = relativeLinks(read('docs/README.md'));
    expect(pages.filter((page) => !listed.includes(page))).toEqual([]);
  });

  it('lead from one to the next in the order of the index', () => {
    const order = relativeLinks(read('docs/README.md')).slice(1);
    const next = order.slice(0, -1).map((page) => /^Next: \[[^\]]+\]\(([^)]+)\)/m.exec(read(`docs/${page}`))?.[1]);
    expect(next).toEqual(order.slice(1));
  });

  it.each(pages)('%s ends with links to the next pages and to the index', (page) => {
    expect(read(`docs/${page}`).trimEnd().split('\n\n').at(-1)).toMatch(
      /^Next: \[[^\]]+\]\([^)]+\)[^]*Back to the\s\[index\]\(README\.md\)\.$/,
    );
  });
});

describe('links', () => {
  const documents = readdirSync(join(ROOT, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`);

  it.each(['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...documents])('of %s lead somewhere', (file) => {
    expect(relativeLinks(read(file)).filter((link) => isDead(file, link))).toEqual([]);
  });

  it.each([
    ['a file that is not there', '[Options](docs/optionz.md)', ['docs/optionz.md']],
    ['a heading that is not there', '[Options](README.md#optionz)', ['README.md#optionz']],
    ['a heading that is there', '[Start](README.md#quick-start)', []],
    ['a file that is there', '[Options](docs/options.md) and [the web](https://example.com)', []],
    ['an example', '```md\n[x](nowhere.md)\n```\nand `[y](nowhere.md)`', []],
  ])('are looked at: %s', (_case, markdown, dead) => {
    expect(relativeLinks(markdown).filter((link) => isDead('README.md', link))).toEqual(dead);
  });
});

describe('SECURITY.md', () => {
  it('names tests that exist, one or more for each threat', () => {
    const [, table = ''] = read('SECURITY.md').split('## What is defended');
    const rows = table
      .split('## What is not defended')[0]!
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .slice(2);
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) {
      const tests = codeIn(row.split('|').at(-2)!);
      expect(tests, row).not.toEqual([]);
      for (const file of tests) expect(existsSync(join(ROOT, file)), file).toBe(true);
    }
  });
});
