import type { ActivityFilter } from '../../../storage/port/activity-store.js';

const SUFFIX = 'Controller';

/** `Orders` also names `OrdersController`. */
export function controllerNames(name: string): string[] {
  return name.endsWith(SUFFIX) ? [name] : [name, name + SUFFIX];
}

/** No handler has such a name, so it is that of an event, which lists show in its place. */
export const IS_EVENT_NAME = /[^\w$.*#-]/;

/** Records of a handler given as `name` or `Controller.name`; a dotted name may also be an event name. */
export function handlerFilter(name: string): ActivityFilter {
  const dot = name.indexOf('.');
  const [controller, handler] = [name.slice(0, dot), name.slice(dot + 1)];
  return eitherOf([
    { url_name: name },
    ...(dot < 1 ? [] : [{ namespace: { $in: controllerNames(controller) }, url_name: handler }]),
    ...(IS_EVENT_NAME.test(name) ? [{ event_name: name }] : []),
  ]);
}

/**
 * Ignores case, except in a capitalized part before the dot: that is a class, not part of an event name, so that an
 * index on the class can be used.
 */
export function handlerGlobFilter(glob: string): ActivityFilter {
  const dot = glob.indexOf('.');
  const [controller, handler] = [glob.slice(0, dot), glob.slice(dot + 1)];
  const byClass = { namespace: controllerGlob(controller), ...(handler !== '*' && { url_name: exactOrGlob(handler) }) };
  const isClass = /^\p{Lu}/u.test(controller) && !controller.includes('*');
  return eitherOf([
    ...(dot >= 1 && isClass ? [] : [{ url_name: namePattern(glob) }]),
    ...(dot < 1 ? [] : [byClass]),
    ...(IS_EVENT_NAME.test(glob) ? [{ event_name: namePattern(glob) }] : []),
  ]);
}

export const eitherOf = (alternatives: readonly ActivityFilter[]): ActivityFilter =>
  alternatives.length === 1 ? alternatives[0]! : { $or: [...alternatives] };

export function controllerGlob(glob: string): { $in: string[] } | RegExp {
  if (!glob.includes('*')) return { $in: controllerNames(glob) };
  return namePattern(glob, `(?:${SUFFIX})?`);
}

/** Anchored, so that an index can be used. A lookahead matches each part between stars once and never backtracks. */
export function globPattern(glob: string, ending = ''): RegExp {
  const [head = '', ...rest] = glob.split('*').map(escapedPattern);
  const tail = rest.pop();
  const middle = rest.map((part, index) => `(?=(.*?${part}))\\${index + 1}`).join('');
  return new RegExp(`^${head}${middle}${tail === undefined ? '' : `.*${tail}`}${ending}$`, 's');
}

/** Ignores case, as people expect of names. */
export const namePattern = (glob: string, ending = ''): RegExp => new RegExp(globPattern(glob, ending).source, 'is');

export const escapedPattern = (text: string): string => text.replaceAll(/[\\^$.|?*+()[\]{}/-]/g, String.raw`\$&`);

const exactOrGlob = (text: string): string | RegExp => (text.includes('*') ? namePattern(text) : text);
