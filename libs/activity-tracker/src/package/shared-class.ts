import { ModuleRef } from '@nestjs/core';
import { PACKAGE_NAME, PACKAGE_VERSION } from './package-version.js';

/** Per copy of Nest, because dependency injection finds providers by the classes of one copy. */
type Registry = WeakMap<object, Map<string, object>>;

/** Changes with the version: two versions in one process must stay two libraries. */
const REGISTRY = Symbol.for(`${PACKAGE_NAME}:classes:${PACKAGE_VERSION}`);

/**
 * Makes a public class the same by `import` and by `require()`: the build that loads first registers its class, and the
 * other build takes that one. Injection tokens and `instanceof` then agree. List it first, so that it applies last.
 * @param name unique within the package
 */
export function SharedClass(name: string): ClassDecorator {
  return <T extends object>(own: T): T => {
    const classes = classesOf(ModuleRef);
    const first = classes.get(name);
    if (first) return first as T;
    classes.set(name, own);
    return own;
  };
}

function classesOf(nest: object): Map<string, object> {
  const place = globalThis as { [REGISTRY]?: Registry };
  const registry = (place[REGISTRY] ??= new WeakMap());
  let classes = registry.get(nest);
  if (!classes) registry.set(nest, (classes = new Map()));
  return classes;
}

/** For tests that load the sources once more: their classes must not be mixed with those of the first time. */
export function forgetSharedClasses(): void {
  delete (globalThis as { [REGISTRY]?: Registry })[REGISTRY];
}
