import { EventEmitter2, OnEvent } from '@nestjs/event-emitter';
import { describe, expect, it, vi } from 'vitest';
import { ACTIVITY_LOGGED } from './event-names.js';
import { ownBus } from './own-bus.js';

class Base {
  heard: unknown[] = [];

  get effects(): never {
    throw new Error('a getter was read');
  }

  @OnEvent(ACTIVITY_LOGGED)
  hear(record: unknown): void {
    this.heard.push(record);
  }

  @OnEvent('something.else')
  other(): void {}
}

class Derived extends Base {}

/** A listener whose every property, also its prototype's, answers with the method of something else. */
const requestProxy = (target: object) =>
  new Proxy(target, {
    get() {
      throw new Error('no request is active');
    },
  });

const hostile = new Proxy(
  {},
  {
    getPrototypeOf() {
      throw new Error('no prototype');
    },
  },
);

interface Provider {
  instance?: unknown;
  metatype?: unknown;
  inject?: unknown[];
}

const host = (...providers: Provider[]) =>
  new Map([
    [
      'host',
      {
        providers: new Map(
          providers.map((provider, index) => [
            index,
            { name: `provider ${index}`, isAlias: false, isDependencyTreeStatic: () => true, ...provider },
          ]),
        ),
        controllers: new Map(),
      },
    ],
  ]) as never;

describe('bus of an application without EventEmitterModule', () => {
  it.each<[string, Base, (instance: Base) => Provider]>([
    ['a class', new Base(), (instance) => ({ metatype: Base, instance })],
    ['a class that inherits its listener', new Derived(), (instance) => ({ metatype: Derived, instance })],
    ['a value', new Base(), (instance) => ({ metatype: null, instance })],
    ['a factory result', new Base(), (instance) => ({ metatype: () => instance, inject: [], instance })],
  ])('subscribes %s, once', (_, instance, provider) => {
    const failed = vi.fn();
    ownBus(host(provider(instance)), {} as never, EventEmitter2, failed).emit(ACTIVITY_LOGGED, 'a record');
    expect(instance.heard).toEqual(['a record']);
    expect(failed).not.toHaveBeenCalled();
  });

  it('reads no property of an instance', () => {
    const failed = vi.fn();
    const bus = ownBus(
      host({ metatype: Base, instance: requestProxy({}) }, { metatype: null, instance: requestProxy(() => {}) }),
      {} as never,
      EventEmitter2,
      failed,
    );
    expect(bus.listenerCount(ACTIVITY_LOGGED)).toBe(1);
    expect(failed).not.toHaveBeenCalled();
  });

  it('subscribes the other providers if one throws', () => {
    const failed = vi.fn();
    const good = new Base();
    const bus = ownBus(
      host({ metatype: null, instance: hostile }, { metatype: Base, instance: good }),
      {} as never,
      EventEmitter2,
      failed,
    );
    bus.emit(ACTIVITY_LOGGED, 'a record');
    expect(good.heard).toEqual(['a record']);
    expect(failed).toHaveBeenCalledExactlyOnceWith('provider 0', expect.objectContaining({ message: 'no prototype' }));
  });
});
