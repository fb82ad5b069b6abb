import { describe, expect, it } from 'vitest';
import { asCommonJs } from './commonjs-declarations.mjs';

const isEsModulesOnly = (name: string) => name === '@nestjs/jwt' || name === 'modern';

describe('asCommonJs', () => {
  it.each([
    [
      'types of a package that is ES modules only',
      "import type { Options } from '@nestjs/jwt';",
      "import type { Options } from '@nestjs/jwt' with { 'resolution-mode': 'import' };",
    ],
    [
      'types of a folder in it',
      'export type * from "modern/deep";',
      "export type * from \"modern/deep\" with { 'resolution-mode': 'import' };",
    ],
    [
      'a type in place',
      'let a: import("modern").A;',
      "let a: import(\"modern\", { with: { 'resolution-mode': 'import' } }).A;",
    ],
    ['types of a package with both forms', "import type { A } from 'both';", "import type { A } from 'both';"],
    ['types of Node', "import type { A } from 'node:http';", "import type { A } from 'node:http';"],
    [
      'values, of which declarations need the types only',
      "import { A, B } from 'modern';",
      "import type { A, B } from 'modern' with { 'resolution-mode': 'import' };",
    ],
    [
      'a namespace',
      'import * as all from "modern";',
      "import type * as all from \"modern\" with { 'resolution-mode': 'import' };",
    ],
    ['its own file', "import type { A } from './a.js';", "import type { A } from './a.cjs';"],
    ['its own file, in place', 'let a: import("../a.js").A;', 'let a: import("../a.cjs").A;'],
  ])('%s', (_, written, read) => {
    expect(asCommonJs(written, isEsModulesOnly)).toBe(read);
  });
});
