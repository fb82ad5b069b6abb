// Called by `npm run build:assembly`, and the spec that compares the files with their source.
// Generates what libs/json-mask/formats describes, then compiles its assembly to WebAssembly, committed as base64 text.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generatedFiles } from '../libs/json-mask/formats/generate.mjs';
import { ROOT } from './ensure-installed.mjs';

const SOURCE = join(ROOT, 'libs/json-mask/assembly');
const MODULE = join(ROOT, 'libs/json-mask/src/json-module.ts');

/** Not a literal in `import()`: the compiler's types would redeclare `Array` and others for the whole project. */
const COMPILER = /** @type {string} */ ('assemblyscript/asc');

/** @returns {Promise<Uint8Array>} the same bytes for the same source and compiler */
async function compile() {
  /** @type {Uint8Array | undefined} */
  let binary;
  const { default: asc } = await import(COMPILER);
  /** @type {{ error: Error | null, stderr: { toString(): string } }} */
  const { error, stderr } = await asc.main(
    ['index.ts', '--outFile', 'json.wasm', '-O3', '--converge', '--runtime', 'stub', '--noAssert'],
    {
      readFile: (/** @type {string} */ name, /** @type {string} */ folder) => {
        try {
          return readFileSync(join(SOURCE, folder, name), 'utf8');
        } catch {
          return null;
        }
      },
      writeFile: (/** @type {string} */ _name, /** @type {Uint8Array} */ content) => {
        binary = content;
      },
      listFiles: () => null,
    },
  );
  if (error || !binary) throw new Error(`${error?.message}\n${stderr.toString()}`);
  return binary;
}

/** @returns {Promise<string>} the text of `json-module.ts` */
export async function moduleSource() {
  const base64 = Buffer.from(await compile()).toString('base64');
  return `/** WebAssembly of \`assembly\`; made by \`npm run build:assembly\`, and compared with its source by a test. */\nexport const MODULE =\n  '${base64}';\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, text] of await generatedFiles()) writeFileSync(path, text);
  writeFileSync(MODULE, await moduleSource());
}
