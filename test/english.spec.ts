import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** Idioms that a reader who learned English for work does not know, each with a plain word for it. */
const IDIOMS: readonly (readonly [idiom: RegExp, plain: string])[] = [
  [/\bnobody\b/gi, 'no user, no caller, or the passive voice'],
  [/\bsomebody\b/gi, 'a user, a caller, an operator'],
  [/\banew\b/gi, 'again'],
  [/\bas far as\b/gi, 'if, where, up to'],
  [/\bbeside\b/gi, 'next to, besides'],
  [/\bof (?:its|their|our) own\b/gi, 'separate'],
  [/\blets? go\b/gi, 'release'],
  [/\bow(?:es|ed)\b/gi, 'due, pending'],
  [/\b(?:said once|it is said|is said)\b/gi, 'logged once, reported'],
  [/^\s*\\?(?:<{7} |={7}$|(?:> ?){7})/gm, 'the text that is meant: this is the mark of a merge'],
];

const WHAT_CLAUSE =
  /(?:^|[.:;] )What (?!happens\b|is (?:new|next)\b)[^?|\n]*?\b(?:is|are|was|were|has|have|takes|stands|comes|goes|lies)\b[^?|]*?\./gm;

/** READMEs of rooms and libraries; those that a build copies into the package are not among them. */
function readmesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => /\/src\/.*README\.md$|\/json-mask\/README\.md$/.test(file));
}

const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  ...readmesBelow('libs'),
  'bench/RESULTS.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];

const sum = (counts: Iterable<number>) => [...counts].reduce((total, count) => total + count, 0);

function sourcesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => /\.(ts|tsx|mjs)$/.test(file) && !/(^|\/)(node_modules|dist)\//.test(file))
    .filter((file) => basename(file) !== 'english.spec.ts');
}

/** What an idiom is and how to say it instead. */
function found(text: string): string[] {
  return IDIOMS.flatMap(([idiom, plain]) => [...text.matchAll(idiom)].map(([words]) => `"${words}": write ${plain}`));
}

/** Lines of comments for 100 lines of source; lower it when there are fewer. Types of JavaScript are code. */
const MOST_COMMENTS = 5;
const TYPE_OF_JAVASCRIPT = /^(?:\/\*\*|\*) @(?:param|type|typedef|returns|template|property|import|this)\b/;

function commentLines(text: string, isJavaScript = false): number {
  let isOpen = false;
  return text.split('\n').filter((line) => {
    const words = line.trim();
    const isComment = isOpen || words.startsWith('/*') || words.startsWith('//');
    if (isComment && (isOpen || words.startsWith('/*'))) isOpen = !words.includes('*/');
    return isComment && !(isJavaScript && TYPE_OF_JAVASCRIPT.test(words));
  }).length;
}

describe('comments', () => {
  it(`are at most ${MOST_COMMENTS} lines of 100`, () => {
    const sources = ['libs', 'apps', 'scripts', 'test', 'bench']
      .flatMap(sourcesBelow)
      .filter((file) => !file.endsWith('json-module.ts'))
      .map((file) => ({ text: read(file), isJavaScript: file.endsWith('.mjs') }));
    const comments = sum(sources.map(({ text, isJavaScript }) => commentLines(text, isJavaScript)));
    const lines = sum(sources.map(({ text }) => text.split('\n').length));
    expect((100 * comments) / lines).toBeLessThanOrEqual(MOST_COMMENTS);
  });

  it.each([
    ['// a\nlet b; // c', false, 1],
    ['/** a */\nb', false, 1],
    ['/**\n * a\n */\nb /* c */', false, 3],
    ['/** @type {number} */\nlet b;', true, 0],
    ['/** @throws Error */\nb', false, 1],
  ])('are counted: %j', (text, isJavaScript, count) => {
    expect(commentLines(text, isJavaScript)).toBe(count);
  });
});

describe('plain English', () => {
  it.each(DOCUMENTS)('%s has no idiom, and no clause with "what" as its subject', (file) => {
    const prose = read(file)
      .replaceAll(/^```.*?^```/gms, '')
      .replaceAll(/`[^`\n]*`/g, '`code`');
    const clauses = [...prose.matchAll(WHAT_CLAUSE)].map(([clause]) => clause);
    expect([...found(prose), ...clauses]).toEqual([]);
  });

  it('sources have no idiom', () => {
    const idioms = ['libs', 'apps', 'scripts', 'test', 'bench']
      .flatMap(sourcesBelow)
      .flatMap((file) => found(read(file)).map((idiom) => `${file}: ${idiom}`));
    expect(idioms).toEqual([]);
  });

  it.each([
    ['It tells nobody.', 1],
    ['Its memory lets go of records that nobody reads.', 2],
    ['No user reads it.', 0],
  ])('knows an idiom: %s', (text, count) => {
    expect(found(text)).toHaveLength(count);
  });

  it.each([
    ['What is stored is masked.', true],
    ['It waits. What is stored by then is lost.', true],
    ['What does it cost?', false],
    ['## What is masked', false],
    ['It says what is stored.', false],
  ])('knows a clause with "what" as its subject: %s', (text, isOne) => {
    expect([...text.matchAll(WHAT_CLAUSE)].length > 0).toBe(isOne);
  });
});
