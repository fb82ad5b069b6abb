import { ModuleRef } from '@nestjs/core';
import { PACKAGE_NAME, PACKAGE_VERSION } from './package-version.js';

/** Keyed by copy of Nest, because dependency injection finds providers by the classes of one copy. */
type Registry = WeakMap<object, Map<string, object>>;

/** Includes the version: two versions in one process must not share classes. */
const REGISTRY = Symbol.for(`${PACKAGE_NAME}:classes:${PACKAGE_VERSION}`);

/**
 * Makes a class identical for `import` and `require()`: the build loaded first registers it, the other build uses it.
 * List it first, so that it applies last. @param name unique within the package
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
