import { describe, expect, it } from 'vitest';
import { WordSet } from './word-set.js';

const SECRET = 'Hunter2-Zq8Rt4Xw9';
/** A thousand times what it takes; a pass that comes back to each sign takes more than a second. */
const MAX_CPU_MS = 200;

function cpuOf(work: () => void): number {
  const started = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1_000;
}

describe('WordSet', () => {
  it.each([
    ['backslashes', '\\'],
    ['backslashes before a letter that they do not escape', `${'\\'.repeat(99)}x`],
    ['backslashes before an escape that is cut', `${'\\'.repeat(99)}u00`],
    ['percent signs', '%'],
    ['escaped percent signs', '%25'],
  ])('reads %s in one pass', (_, sign) => {
    const words = new WordSet(200_000);
    const text = `${sign.repeat(100_000 / sign.length)} ${SECRET}`;
    expect(cpuOf(() => words.read(text, 1))).toBeLessThan(MAX_CPU_MS);
    let found: readonly string[] = [];
    expect(cpuOf(() => (found = words.in(text, 1)))).toBeLessThan(MAX_CPU_MS);
    expect(found).toContain(SECRET);
  });

  it.each(['\\', '\\\\\\', String.raw`\u00zz `, '\\x '])('ends a word at signs that escape nothing: %j', (signs) => {
    const words = new WordSet(1_000);
    words.read(`${signs}${SECRET}${signs}`, 1);
    expect(words.in(SECRET, 1)).toEqual([SECRET]);
  });
});
