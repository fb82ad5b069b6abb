import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const SOURCE = new URL('../libs/activity-tracker/src/', import.meta.url);

/** Sources with texts that are written over several lines in one piece. */
const sources = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !/\.(spec|fixture|contract)\./.test(file))
  .map((file) => readFileSync(new URL(file, SOURCE), 'utf8'))
  .join('\n')
  .replaceAll(/['"`]\s*\+\s*['"`]/g, '')
  .replaceAll("\\'", "'");

const rows = readFileSync(new URL('../docs/troubleshooting.md', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| symptom') && !line.startsWith('| ---'))
  .map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

/** A text of the log or of an answer, as opposed to the name of an option or a field: it has a blank. */
const texts = rows.flatMap(([symptom = '']) =>
  [...symptom.matchAll(/`([^`]+)`/g)]
    .map(([, code = '']) => code)
    .filter((code) => /\s/.test(code) && !code.startsWith('{')),
);

describe('docs/troubleshooting.md', () => {
  it('has a cause and a remedy for each symptom', () => {
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.filter((cells) => cells.length !== 3 || cells.some((cell) => cell === ''))).toEqual([]);
  });

  it.each(texts)('quotes a text of the code: %s', (text) => {
    const parts = text.split('…').map((part) => part.trim());
    expect(parts.filter((part) => !sources.includes(part))).toEqual([]);
  });
});
