// Called by `npm run build:assembly`, and the spec that compares the module with its source.
// Compiles `libs/json-mask/assembly` to WebAssembly, which stands in the library's source as text.
// node scripts/assembly.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from './ensure-installed.mjs';

const SOURCE = join(ROOT, 'libs/json-mask/assembly');
const MODULE = join(ROOT, 'libs/json-mask/src/json-module.ts');

/** By a name that the type checker does not follow: the compiler's own types declare `Array` and its like again, for all. */
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

/** The text of the file that holds what {@link compile} makes. */
export async function moduleSource() {
  const base64 = Buffer.from(await compile()).toString('base64');
  return `/** What \`assembly\` compiles to; made by \`npm run build:assembly\`, held to it by a test. */\nexport const MODULE =\n  '${base64}';\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(MODULE, await moduleSource());
