import type { Type } from '@nestjs/common';
import { HistoryGuard } from './history.guard.js';

/** Where `@UseGuards()` keeps guards. */
const GUARDS = '__guards__';

/**
 * Puts decorators of the host on a controller of ours, in the order in which they would stand above it. Its guards go before
 * {@link HistoryGuard}, which may need what they leave on the request: `request.user` of passport.
 */
export function decorate(controller: Type, decorators: readonly ClassDecorator[]): void {
  const ours = guardsOf(controller);
  for (const decorate of [...decorators].reverse()) decorate(controller);
  const added = guardsOf(controller).slice(ours.length);
  if (added.length === 0) return;
  const place = ours.indexOf(HistoryGuard);
  Reflect.defineMetadata(GUARDS, [...ours.slice(0, place), ...added, ...ours.slice(place)], controller);
}

const guardsOf = (controller: Type): unknown[] =>
  (Reflect.getMetadata(GUARDS, controller) as unknown[] | undefined) ?? [];
