import type { Type } from '@nestjs/common';
import { HistoryGuard } from '../access/history.guard.js';
import { OPEN_API } from '../open-api/open-api-keys.js';

const GUARDS = '__guards__';
const FILTERS = '__exceptionFilters__';

/** The host's guards precede {@link HistoryGuard}, which may need their result: `request.user` of passport. */
export function decorate(controller: Type, decorators: readonly ClassDecorator[]): void {
  const ours = guardsOf(controller);
  const filters = Reflect.getMetadata(FILTERS, controller) as unknown;
  replacingOurs(controller, [OPEN_API.tags, OPEN_API.security], () => {
    for (const decorate of [...decorators].reverse()) decorate(controller);
  });
  // The filter added last would handle our errors.
  Reflect.defineMetadata(FILTERS, filters, controller);
  const added = guardsOf(controller).slice(ours.length);
  if (added.length === 0) return;
  const place = ours.indexOf(HistoryGuard);
  Reflect.defineMetadata(GUARDS, [...ours.slice(0, place), ...added, ...ours.slice(place)], controller);
}

const guardsOf = (controller: Type): unknown[] =>
  (Reflect.getMetadata(GUARDS, controller) as unknown[] | undefined) ?? [];

/** Replaces inherited metadata, to which Swagger's decorators would only add. */
function replacingOurs(controller: Type, keys: readonly string[], decorate: () => void): void {
  for (const key of keys) Reflect.defineMetadata(key, undefined, controller);
  decorate();
  for (const key of keys)
    if (Reflect.getOwnMetadata(key, controller) === undefined) Reflect.deleteMetadata(key, controller);
}
