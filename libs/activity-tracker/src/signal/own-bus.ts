import { ContextIdFactory, type ModuleRef, type ModulesContainer } from '@nestjs/core';
import type { EventEmitter2 } from '@nestjs/event-emitter';
import { ACTIVITY_LOGGED } from './activity-logged.js';

const LISTENER_METADATA = 'EVENT_LISTENER_METADATA';

type Wrapper =
  ModulesContainer extends Map<string, infer M> ? (M extends { providers: Map<unknown, infer W> } ? W : never) : never;
type Method = (...args: unknown[]) => unknown;

export function hostBus(modules: ModulesContainer, Emitter: typeof EventEmitter2): EventEmitter2 | undefined {
  for (const module of modules.values()) {
    const emitter = module.providers.get(Emitter)?.instance as EventEmitter2 | undefined;
    if (emitter) return emitter;
  }
  return undefined;
}

/**
 * For an application without EventEmitterModule; importing that here would create a second emitter in others.
 * @param failed called for each provider that cannot be searched; the others are subscribed
 */
export function ownBus(
  modules: ModulesContainer,
  moduleRef: ModuleRef,
  Emitter: typeof EventEmitter2,
  failed: (provider: string, error: unknown) => void,
): EventEmitter2 {
  const bus = new Emitter();
  for (const module of modules.values()) {
    for (const wrapper of [...module.providers.values(), ...module.controllers.values()]) {
      if (wrapper.isAlias) continue;
      try {
        for (const method of listenersOf(wrapper)) bus.on(ACTIVITY_LOGGED, caller(wrapper, method, moduleRef));
      } catch (error) {
        failed(String(wrapper.name), error);
      }
    }
  }
  return bus;
}

function caller(wrapper: Wrapper, method: string, moduleRef: ModuleRef): Method {
  const call = (instance: unknown, args: unknown[]) => (instance as Record<string, Method>)[method]!(...args);
  if (wrapper.isDependencyTreeStatic()) return (...args) => call(wrapper.instance, args);
  return async (...args) =>
    call(await moduleRef.resolve(wrapper.token as never, ContextIdFactory.create(), { strict: false }), args);
}

/** Reads only property descriptors of prototypes: instances may be request proxies or have getters with effects. */
function listenersOf(wrapper: Wrapper): Set<string> {
  const names = new Set<string>();
  for (let prototype = prototypeOf(wrapper); prototype && prototype !== Object.prototype;) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype)))
      if (isListener(value)) names.add(name);
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return names;
}

/** Prototype of the class, even without an instance, or of the value or factory result. */
function prototypeOf({ metatype, inject, instance }: Wrapper): object | null {
  if (typeof metatype === 'function' && !inject) return metatype.prototype as object | null;
  return typeof instance === 'object' && instance !== null ? (Object.getPrototypeOf(instance) as object | null) : null;
}

function isListener(method: unknown): boolean {
  if (typeof method !== 'function') return false;
  const metadata = Reflect.getMetadata(LISTENER_METADATA, method) as
    { event: unknown }[] | { event: unknown } | undefined;
  return [metadata ?? []].flat().some(({ event }) => event === ACTIVITY_LOGGED);
}
