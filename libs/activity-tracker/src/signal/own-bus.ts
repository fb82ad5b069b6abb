import { ContextIdFactory, type ModuleRef, type ModulesContainer } from '@nestjs/core';
import type { EventEmitter2 } from '@nestjs/event-emitter';
import { ACTIVITY_ANOMALY, ACTIVITY_LOGGED } from './event-names.js';

const LISTENER_METADATA = 'EVENT_LISTENER_METADATA';
const EVENTS = [ACTIVITY_LOGGED, ACTIVITY_ANOMALY];

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
        for (const [event, method] of listenersOf(wrapper)) bus.on(event, caller(wrapper, method, moduleRef));
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
function listenersOf(wrapper: Wrapper): [event: string, method: string][] {
  const methods = EVENTS.map((event) => [event, new Set<string>()] as const);
  for (let prototype = prototypeOf(wrapper); prototype && prototype !== Object.prototype;) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype)))
      for (const [event, names] of methods) if (isListenerOf(event, value)) names.add(name);
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return methods.flatMap(([event, names]) => [...names].map((name): [string, string] => [event, name]));
}

/** Prototype of the class, even without an instance, or of the value or factory result. */
function prototypeOf({ metatype, inject, instance }: Wrapper): object | null {
  if (typeof metatype === 'function' && !inject) return metatype.prototype as object | null;
  return typeof instance === 'object' && instance !== null ? (Object.getPrototypeOf(instance) as object | null) : null;
}

function isListenerOf(event: string, method: unknown): boolean {
  if (typeof method !== 'function') return false;
  const metadata = Reflect.getMetadata(LISTENER_METADATA, method) as
    { event: unknown }[] | { event: unknown } | undefined;
  return [metadata ?? []].flat().some((listener) => listener.event === event);
}
