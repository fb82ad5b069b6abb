import { ContextIdFactory, MetadataScanner, type ModuleRef, type ModulesContainer } from '@nestjs/core';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { ACTIVITY_LOGGED } from './activity-logged.js';

/** What `@OnEvent()` leaves on a method. */
const LISTENER_METADATA = 'EVENT_LISTENER_METADATA';

type Wrapper =
  ModulesContainer extends Map<string, infer M> ? (M extends { providers: Map<unknown, infer W> } ? W : never) : never;
type Method = (...args: unknown[]) => unknown;

/** The emitter of the host's EventEmitterModule: what it injects, and what its listeners hear. */
export function hostBus(modules: ModulesContainer): EventEmitter2 | undefined {
  for (const module of modules.values()) {
    const emitter = module.providers.get(EventEmitter2)?.instance as EventEmitter2 | undefined;
    if (emitter) return emitter;
  }
  return undefined;
}

/**
 * An emitter for a host that has no EventEmitterModule, with its `@OnEvent('activity.logged')` methods subscribed. It is
 * in no module: importing EventEmitterModule on the host's behalf would give a host that imports it too a second
 * emitter, and `app.get(EventEmitter2)` may then find either.
 */
export function ownBus(modules: ModulesContainer, moduleRef: ModuleRef): EventEmitter2 {
  const bus = new EventEmitter2();
  const scanner = new MetadataScanner();
  for (const module of modules.values()) {
    for (const wrapper of [...module.providers.values(), ...module.controllers.values()]) {
      const instance = wrapper.instance as Record<string, unknown> | null | undefined;
      if (!instance || wrapper.isAlias) continue;
      for (const method of scanner.getAllMethodNames((Object.getPrototypeOf(instance) as object | null) ?? {})) {
        if (isListener(instance[method])) bus.on(ACTIVITY_LOGGED, caller(wrapper, method, moduleRef));
      }
    }
  }
  return bus;
}

function caller(wrapper: Wrapper, method: string, moduleRef: ModuleRef): Method {
  const call = (instance: unknown, args: unknown[]) => (instance as Record<string, Method>)[method]!(...args);
  if (wrapper.isDependencyTreeStatic()) return (...args) => call(wrapper.instance, args);
  // A request-scoped listener is made anew for each record.
  return async (...args) =>
    call(await moduleRef.resolve(wrapper.token as never, ContextIdFactory.create(), { strict: false }), args);
}

function isListener(method: unknown): boolean {
  if (typeof method !== 'function') return false;
  const metadata = Reflect.getMetadata(LISTENER_METADATA, method) as
    { event: unknown }[] | { event: unknown } | undefined;
  return [metadata ?? []].flat().some(({ event }) => event === ACTIVITY_LOGGED);
}
