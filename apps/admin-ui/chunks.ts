import type { Rolldown } from 'vite';

type Modules = Pick<Rolldown.ChunkingContext, 'getModuleInfo'>;

const PARTS = /admin-ui.src.(?:ui|api|query|text|location|pages.explorer).|\.module\.css$/;

/** Parts that several chunks use, those of the first view apart: small chunks compress badly, and the others can wait. */
export const sharedChunks = (entry: string) => {
  let first: ReadonlySet<string> | undefined;
  const isOfFirst = (id: string, modules: Modules) => (first ??= reachedFrom(entry, modules)).has(id);
  return [
    {
      name: (id: string, modules: Modules) => (isOfFirst(id, modules) ? 'shared' : null),
      test: /admin-ui.src./,
      debugName: 'shared',
      minShareCount: 2,
      priority: 1,
    },
    { name: 'later', test: PARTS, minShareCount: 2 },
  ];
};

/** What a module imports at once, and what that imports. */
function reachedFrom(entry: string, modules: Modules): ReadonlySet<string> {
  const reached = new Set<string>();
  const walk = (id: string): void => {
    if (reached.has(id)) return;
    reached.add(id);
    for (const each of modules.getModuleInfo(id)?.importedIds ?? []) walk(each);
  };
  walk(entry);
  return reached;
}
