import { posix } from 'node:path';
import type typescript from 'typescript';
import type { Edit } from './edit.js';
import { hostTypeScript, type TypeScript } from './host-typescript.js';
import { exportedName, moduleOf } from './imports.js';
import { byHand, type Missing, NEXT_STEPS, peersToInstall } from './instructions.js';
import { importsTracker, withModuleImport } from './module-import.js';
import { callsShutdownHooks, creationIn, NO_CREATION, withShutdownHooks } from './shutdown-hooks.js';

/** The part of the schematics engine in use, which belongs to the CLI: this package may be unable to import it. */
interface Tree {
  read(path: string): Buffer | null;
  overwrite(path: string, content: string): void;
  getDir(path: string): { visit(visitor: (path: string) => void): void };
}
interface Context {
  logger: { info(message: string): void; warn(message: string): void };
}
interface Manifest {
  name?: string;
  dependencies?: Record<string, string>;
}

/** Files to write by path, or the problem that prevents all edits: partial edits would look complete. */
type Outcome = { files: Map<string, string> } | { problem: string; missing: Missing };
type Parse = (text: string) => typescript.SourceFile;

const TEST = /\.(e2e-)?(spec|test)\.ts$/;

export function nestAdd({ sourceRoot = 'src' }: { sourceRoot?: string }) {
  return (tree: Tree, { logger }: Context): Tree => {
    const manifest = manifestIn(tree);
    const dbName = databaseName(manifest.name);
    const outcome = edited(tree, posix.join('/', sourceRoot), dbName);
    if ('problem' in outcome) {
      logger.warn(byHand(outcome.problem, outcome.missing, dbName));
      return tree;
    }
    for (const [path, text] of outcome.files) tree.overwrite(path, text);
    logger.info(outcome.files.size === 0 ? 'Already added. Nothing was changed.' : NEXT_STEPS);
    const peers = peersToInstall({ ...manifest.dependencies });
    if (peers !== undefined) logger.info(peers);
    return tree;
  };
}

/** Empty where it cannot be read: the name is a default, and the packages are a hint. */
function manifestIn(tree: Tree): Manifest {
  try {
    const text =
      tree
        .read('/package.json')
        ?.toString()
        .replace(/^\uFEFF/, '') ?? '';
    const { name, dependencies } = JSON.parse(text) as Record<string, unknown>;
    return {
      ...(typeof name === 'string' && { name }),
      dependencies: Object.fromEntries(
        Object.entries(dependencies ?? {}).map(([dependency, version]) => [dependency, String(version)]),
      ),
    };
  } catch {
    return {};
  }
}

function edited(tree: Tree, root: string, dbName: string): Outcome {
  const mainPath = posix.join(root, 'main.ts');
  const missing: Missing = { hooks: true, module: true };
  const files = new Map<string, string>();
  const failed = (path: string, reason: string): Outcome => ({ problem: `${path.slice(1)} ${reason}`, missing });
  let ts: TypeScript;
  try {
    ts = hostTypeScript(process.cwd());
  } catch (error) {
    return failed(mainPath, `cannot be parsed, because ${(error as Error).message}`);
  }
  const parse: Parse = (text) => ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true);
  const texts = textsIn(tree, root);
  const some = (word: string, test: (ts: TypeScript, source: typescript.SourceFile) => boolean) =>
    [...texts.values()].some((text) => text.includes(word) && test(ts, parse(text)));
  missing.hooks = !some('enableShutdownHooks', callsShutdownHooks);
  missing.module = !some('ActivityTrackerModule', importsTracker);
  if (!missing.hooks && !missing.module) return { files };

  const text = texts.get(mainPath);
  if (text === undefined) return failed(mainPath, 'does not exist');
  const main = parse(text);
  if (missing.hooks) {
    const problem = apply(mainPath, withShutdownHooks(ts, main));
    if (problem) return problem;
  }
  if (missing.module) {
    const creation = creationIn(ts, main);
    if (!creation) return failed(mainPath, NO_CREATION);
    const path = fileOf(moduleOf(ts, main, creation.root), mainPath);
    const content = path === undefined ? undefined : (files.get(path) ?? texts.get(path));
    if (path === undefined || content === undefined) {
      return failed(mainPath, `imports ${creation.root} from a file that was not found`);
    }
    const name = exportedName(ts, main, creation.root);
    const problem = apply(path, withModuleImport(ts, parse(content), { name, dbName, parse }));
    if (problem) return problem;
  }
  return { files };

  function apply(path: string, edit: Edit): Outcome | undefined {
    if (edit.kind === 'unknown') return failed(path, edit.reason);
    // Also true for a file that had errors before.
    if (hasErrors(ts, edit.text)) return failed(path, 'has syntax errors or an unsupported form');
    files.set(path, edit.text);
    return undefined;
  }
}

function textsIn(tree: Tree, root: string): Map<string, string> {
  const texts = new Map<string, string>();
  tree.getDir(root).visit((path) => {
    if (!path.endsWith('.ts') || TEST.test(path) || path.includes('/node_modules/')) return;
    texts.set(path, tree.read(path)?.toString() ?? '');
  });
  return texts;
}

/** File of a class that main.ts imports by a relative path or, without a specifier, declares itself. */
function fileOf(specifier: string | undefined, mainPath: string): string | undefined {
  if (specifier === undefined) return mainPath;
  if (!specifier.startsWith('.')) return undefined;
  return `${posix.join(posix.dirname(mainPath), specifier).replace(/\.[jt]s$/, '')}.ts`;
}

function hasErrors(ts: TypeScript, text: string): boolean {
  const { diagnostics } = ts.transpileModule(text, {
    reportDiagnostics: true,
    compilerOptions: { experimentalDecorators: true },
  });
  return (diagnostics ?? []).length > 0;
}

/** MongoDB forbids most punctuation in database names, and more than 38 bytes on some clusters. */
function databaseName(name = ''): string {
  const plain = name
    .replace(/^@[^/]*\//, '')
    .replaceAll(/\W+/g, '_')
    .slice(0, 38);
  return plain.replaceAll(/^_+|_+$/g, '') || 'my_app';
}
