// Ways to bundle an application that installs the package, each as its users set it up, with nothing left external.
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LateError, succeed } from '../installs/processes.mjs';

/** Packages that Nest and the MongoDB driver ask for only where an application has them. */
const OPTIONAL =
  /^(@nestjs\/(microservices|websockets|platform-socket\.io|platform-ws)|class-transformer|@fastify\/(static|view)|kerberos|@mongodb-js\/zstd|snappy|socks|aws4|mongodb-client-encryption|gcp-metadata|@aws-sdk\/.*|aws-crt|supports-color|bufferutil|utf-8-validate|encoding)(\/|$)/;

/** Bound of one build: more than ten times of what it takes on a busy machine. */
const BUILD_MS = 240_000;

/** Ahead of ES modules that hold CommonJS packages, which call it. */
const REQUIRE = [
  "import { createRequire as __createRequire } from 'node:module';",
  'const require = __createRequire(import.meta.url), __filename = import.meta.filename, __dirname = import.meta.dirname;',
].join('\n');

/** @typedef {{ folder: string, nest: string, env: Record<string, string>, note: (text: string) => void }} Host `note`: for the report */
/**
 * @typedef {object} Bundle
 * @property {string} entry the file to run
 * @property {string[]} [files] where a deployment takes several files along, all of them, relative to the host
 * @property {boolean} [staysInPlace] compiled only: it runs from the installed packages
 */

/** @type {Record<string, (host: Host) => Promise<Bundle>>} */
export const BUNDLERS = {
  webpack: (host) => nestBuild(host, 'webpack'),
  rspack: (host) => nestBuild(host, 'rspack'),
  swc: (host) => nestBuild(host, 'swc'),
  'esbuild cjs': async (host) => esbuild(host, await compiled(host, 'cjs'), 'cjs'),
  // import.meta is empty in such a bundle.
  'esbuild cjs of ESM': async (host) => esbuild(host, await compiled(host, 'esm'), 'cjs'),
  'esbuild esm': async (host) => esbuild(host, await compiled(host, 'esm'), 'esm'),
  'rollup cjs': async (host) => rollup(host, await compiled(host, 'esm'), 'cjs'),
  'rollup esm': async (host) => rollup(host, await compiled(host, 'esm'), 'esm'),
  '@vercel/nft': async (host) => traced(host, await compiled(host, 'cjs')),
};

/** @param {Host} host @param {'webpack' | 'rspack' | 'swc'} builder */
async function nestBuild(host, builder) {
  const { folder } = host;
  const config = `${builder}.config.cjs`;
  writeFileSync(
    join(folder, config),
    `const { IgnorePlugin } = require('${builder === 'rspack' ? '@rspack/core' : 'webpack'}');
const optional = new IgnorePlugin({ checkResource: (name) => ${OPTIONAL}.test(name) });
module.exports = (options) => ({
  ...options,
  externals: [],
  optimization: { minimize: false },
  plugins: [...options.plugins, optional],
});
`,
  );
  const options = builder === 'swc' ? { type: 'swc' } : { type: builder, options: { configPath: config } };
  const settings = { sourceRoot: 'src', compilerOptions: { builder: options, deleteOutDir: true } };
  writeFileSync(join(folder, 'nest-cli.json'), JSON.stringify(settings));
  await nestBuildWithin(BUILD_MS, [process.execPath, binOf(folder, '@nestjs/cli', 'nest'), 'build'], host);
  const out = join(folder, `out-${builder}`);
  rmSync(out, { recursive: true, force: true });
  cpSync(join(folder, 'dist'), out, { recursive: true });
  const entry = join(out, 'main.js');
  return { entry, staysInPlace: builder === 'swc' };
}

/**
 * The CLI never calls `close()` of rspack, so its threads may keep the process alive after the bundle is complete.
 * @param {number} withinMs
 * @param {string[]} command
 * @param {Host} host
 */
async function nestBuildWithin(withinMs, command, { folder, env, note }) {
  try {
    await succeed(command, { cwd: folder, env, withinMs });
  } catch (error) {
    if (!(error instanceof LateError) || !/compiled.*successfully/.test(error.output)) throw error;
    note(`nest build compiled, but its process was still running after ${withinMs / 1000} s and was ended (${folder})`);
  }
}

/**
 * TypeScript first: esbuild and rollup emit no metadata of decorators.
 * @param {Host} host
 * @param {'cjs' | 'esm'} format
 */
export async function compiled({ folder, env }, format) {
  const out = join(folder, `compiled-${format}`);
  if (existsSync(out)) return join(out, 'main.js');
  const esm = ['--module', 'esnext', '--moduleResolution', 'bundler'];
  const args = ['-p', 'tsconfig.build.json', '--outDir', out, '--incremental', 'false', '--declaration', 'false'];
  await succeed([process.execPath, binOf(folder, 'typescript', 'tsc'), ...args, ...(format === 'esm' ? esm : [])], {
    cwd: folder,
    env,
  });
  if (format === 'esm') writeFileSync(join(out, 'package.json'), '{ "type": "module" }');
  return join(out, 'main.js');
}

/** @param {Host} host @param {string} entry @param {'cjs' | 'esm'} format */
async function esbuild({ folder }, entry, format) {
  const { build } = await load(folder, 'esbuild');
  const outfile = join(
    folder,
    'bundles',
    `esbuild-${format}-of-${dirname(entry).split('-').at(-1)}`,
    `main.${extension(format)}`,
  );
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format,
    keepNames: true,
    logLevel: 'silent',
    external: [],
    plugins: [
      {
        name: 'optional',
        setup: (/** @type {any} */ { onResolve }) =>
          onResolve({ filter: OPTIONAL }, (/** @type {{ path: string }} */ { path }) => ({ path, external: true })),
      },
    ],
    ...(format === 'esm' && { banner: { js: REQUIRE } }),
  });
  return { entry: outfile };
}

/** @param {Host} host @param {string} entry @param {'cjs' | 'esm'} format */
async function rollup({ folder }, entry, format) {
  const [{ rollup: bundle }, resolve, commonjs, json] = await Promise.all([
    load(folder, 'rollup'),
    load(folder, '@rollup/plugin-node-resolve'),
    load(folder, '@rollup/plugin-commonjs'),
    load(folder, '@rollup/plugin-json'),
  ]);
  const file = join(folder, 'bundles', `rollup-${format}`, `main.${extension(format)}`);
  const made = await bundle({
    input: entry,
    external: OPTIONAL,
    plugins: [
      resolve.default({ preferBuiltins: true, exportConditions: ['node'] }),
      commonjs.default({
        ignore: (/** @type {string} */ name) => OPTIONAL.test(name),
        ignoreDynamicRequires: true,
        ignoreTryCatch: true,
      }),
      json.default(),
    ],
    onwarn: () => {},
  });
  await made.write({ file, format, inlineDynamicImports: true, ...(format === 'esm' && { banner: REQUIRE }) });
  await made.close();
  return { entry: file };
}

/** Only the files that the tracer finds are deployed. @param {Host} host @param {string} entry */
async function traced({ folder }, entry) {
  const { nodeFileTrace } = await load(folder, '@vercel/nft');
  // The condition is Node's own. Left to itself the tracer overlooks it in a list of exports, as a dependency of Express has.
  const conditions = ['node', 'module-sync'];
  const { fileList } = await nodeFileTrace([entry], { base: folder, processCwd: folder, conditions });
  return { entry, files: [...fileList] };
}

/**
 * Without installed packages, next to files of the host.
 * @param {Host} host
 * @param {Bundle} bundle
 * @param {string} to
 * @returns {string} the file to run
 */
export function deploy({ folder }, { entry, files }, to) {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  for (const file of files ?? []) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    cpSync(join(folder, file), join(to, file), { recursive: true, verbatimSymlinks: true });
  }
  if (files) return join(to, relative(folder, entry));
  const moved = join(to, 'dist', basename(entry));
  // With the chunks of dynamic imports, next to the entry.
  cpSync(dirname(entry), dirname(moved), { recursive: true });
  // Where a path out of the bundle would lead to: no file of the host may be served as the panel.
  mkdirSync(join(to, 'panel'));
  writeFileSync(join(to, 'panel/index.html'), 'a page of the host');
  writeFileSync(join(to, 'package.json'), JSON.stringify({ name: 'host', version: '1.0.0' }));
  return moved;
}

const extension = (/** @type {string} */ format) => (format === 'esm' ? 'mjs' : 'cjs');

/** @param {string} folder @param {string} name @returns {Promise<any>} */
function load(folder, name) {
  return import(pathToFileURL(createRequire(join(folder, 'package.json')).resolve(name)).href);
}

/** @param {string} folder @param {string} name @param {string} command */
function binOf(folder, name, command) {
  const require = createRequire(join(folder, 'package.json'));
  const manifest = join(folder, 'node_modules', name, 'package.json');
  /** @type {{ bin: string | Record<string, string> }} */
  const { bin } = require(manifest);
  return join(dirname(manifest), typeof bin === 'string' ? bin : (bin[command] ?? ''));
}
