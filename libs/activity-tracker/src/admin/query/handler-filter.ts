import type { ActivityFilter } from '../../storage/activity-store.js';

const SUFFIX = 'Controller';

/** `Orders` also names `OrdersController`. */
export function controllerNames(name: string): string[] {
  return name.endsWith(SUFFIX) ? [name] : [name, name + SUFFIX];
}

/** Records of a handler given as `name` or `Controller.name`; a dotted name may also be that of a custom event. */
export function handlerFilter(name: string): ActivityFilter {
  const dot = name.indexOf('.');
  if (dot < 1) return { url_name: name };
  const [controller, handler] = [name.slice(0, dot), name.slice(dot + 1)];
  return { $or: [{ url_name: name }, { namespace: { $in: controllerNames(controller) }, url_name: handler }] };
}

/**
 * The same with `*` for any characters. Where the part before the dot begins with a capital it is a class and no part of
 * an event's name, so that an index on the class serves.
 */
export function handlerGlobFilter(glob: string): ActivityFilter {
  const dot = glob.indexOf('.');
  if (dot < 1) return { url_name: globPattern(glob) };
  const [controller, handler] = [glob.slice(0, dot), glob.slice(dot + 1)];
  const both = { namespace: controllerGlob(controller), ...(handler !== '*' && { url_name: exactOrGlob(handler) }) };
  return /^\p{Lu}/u.test(controller) && !controller.includes('*')
    ? both
    : { $or: [{ url_name: globPattern(glob) }, both] };
}

export function controllerGlob(glob: string): { $in: string[] } | RegExp {
  if (!glob.includes('*')) return { $in: controllerNames(glob) };
  return globPattern(glob, `(?:${SUFFIX})?`);
}

/** Anchored at its beginning, so that an index can lead to the matches. */
export function globPattern(glob: string, ending = ''): RegExp {
  const parts = glob.split('*').map((part) => part.replaceAll(/[\\^$.|?*+()[\]{}/-]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}${ending}$`, 's');
}

const exactOrGlob = (text: string): string | RegExp => (text.includes('*') ? globPattern(text) : text);
