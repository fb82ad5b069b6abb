import type { ActivityFilter } from '../../../storage/port/activity-store.js';

const SUFFIX = 'Controller';

/** `Orders` also names `OrdersController`. */
export function controllerNames(name: string): string[] {
  return name.endsWith(SUFFIX) ? [name] : [name, name + SUFFIX];
}

/** Records of a handler given as `name` or `Controller.name`; a dotted name may also be an event name. */
export function handlerFilter(name: string): ActivityFilter {
  const dot = name.indexOf('.');
  if (dot < 1) return { url_name: name };
  const [controller, handler] = [name.slice(0, dot), name.slice(dot + 1)];
  return { $or: [{ url_name: name }, { namespace: { $in: controllerNames(controller) }, url_name: handler }] };
}

/**
 * A capitalized part before the dot is a class, not part of an event name, so that an index on the class can be used.
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

/** Anchored, so that an index can be used. A lookahead matches each part between stars once and never backtracks. */
export function globPattern(glob: string, ending = ''): RegExp {
  const [head = '', ...rest] = glob.split('*').map(escaped);
  const tail = rest.pop();
  const middle = rest.map((part, index) => `(?=(.*?${part}))\\${index + 1}`).join('');
  return new RegExp(`^${head}${middle}${tail === undefined ? '' : `.*${tail}`}${ending}$`, 's');
}

const escaped = (text: string): string => text.replaceAll(/[\\^$.|?*+()[\]{}/-]/g, String.raw`\$&`);

const exactOrGlob = (text: string): string | RegExp => (text.includes('*') ? globPattern(text) : text);
