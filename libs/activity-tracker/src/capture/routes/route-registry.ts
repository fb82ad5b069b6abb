import { RequestMethod, Optional, Injectable } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { MatchedRoute } from '../exchange.js';
import {
  type Callable,
  METHOD_METADATA,
  PATH_METADATA,
  type RouteMetadata,
  RouteMetadataReader,
  SSE_METADATA,
} from './route-metadata.js';

const MOST_FOUND = 10_000;

type Module = ModulesContainer extends Map<string, infer M> ? M : never;

interface Handler {
  name: string;
  method: string;
  paths: string[];
  metadata: RouteMetadata;
}

/** For requests that a guard or pipe refused, so that no interceptor ran. */
@Injectable()
export class RouteRegistry {
  private handlers: Handler[] | undefined;
  private namesakes: ReadonlySet<string> | undefined;
  /** Of handlers whose names are unique. */
  private readonly byName = new Map<string, RouteMetadata>();
  /** Of the others, by template, method and name: a joined key would be made for each request. */
  private readonly found = new Map<string, Map<string, Map<string | undefined, RouteMetadata | null>>>();
  private count = 0;

  constructor(
    @Optional() private readonly modules: ModulesContainer,
    private readonly reader: RouteMetadataReader,
  ) {}

  /** By name, or below Nest 12.1 by method and template; undefined for routes outside Nest. */
  find({ handlerName, template, isOfNest }: MatchedRoute, method: string): RouteMetadata | undefined {
    if (!isOfNest) return undefined;
    const named = handlerName === undefined ? undefined : this.byName.get(handlerName);
    if (named) return named;
    const known = this.found.get(template)?.get(method)?.get(handlerName);
    return known === undefined ? this.search(handlerName, template, method) : (known ?? undefined);
  }

  private search(handlerName: string | undefined, template: string, method: string): RouteMetadata | undefined {
    this.handlers ??= [...this.scan()];
    // Controllers of two modules may share a name; the path tells them apart.
    this.namesakes ??= new Set(repeatedNames(this.handlers));
    const isUnique = handlerName !== undefined && !this.namesakes.has(handlerName);
    const candidates =
      handlerName === undefined ? this.handlers : this.handlers.filter(({ name }) => name === handlerName);
    const metadata =
      (isUnique ? undefined : merged(nearest(candidates, template, method))) ??
      (handlerName === undefined ? undefined : (merged(candidates) ?? unscanned(handlerName)));
    if (isUnique && metadata) this.byName.set(handlerName, metadata);
    // Express puts the path of a mounted application into the template, which clients may choose.
    else if (this.count++ < MOST_FOUND) {
      const byMethod = made(this.found, template);
      made(byMethod, method).set(handlerName, metadata ?? null);
    }
    return metadata;
  }

  get hasServerSentEvents(): boolean {
    const scanner = new MetadataScanner();
    for (const module of this.modules.values()) {
      if (module.providers.has(RouteRegistry)) continue;
      for (const { metatype } of module.controllers.values()) {
        const prototype = metatype?.prototype as Record<string, Callable> | undefined;
        if (!prototype) continue;
        const names = scanner.getAllMethodNames(prototype);
        if (names.some((name) => Reflect.hasMetadata(SSE_METADATA, prototype[name]!))) return true;
      }
    }
    return false;
  }

  routes(): { namespace: string; url_name: string; method: string; route: string | null }[] {
    this.handlers ??= [...this.scan()];
    return this.handlers
      .filter(({ method, metadata }) => method !== '' && !metadata.skip)
      .map(({ method, paths, metadata: { namespace, urlName } }) => ({
        namespace,
        url_name: urlName,
        method,
        route: paths[0] ?? null,
      }));
  }

  ofHost(): RouteMetadata[] {
    return [...this.scan((module) => !module.providers.has(RouteRegistry))]
      .filter(({ method }) => method !== '')
      .map(({ metadata }) => metadata);
  }

  private *scan(isWanted: (module: Module) => boolean = () => true): Generator<Handler> {
    const scanner = new MetadataScanner();
    for (const module of this.modules.values()) {
      if (!isWanted(module)) continue;
      for (const { metatype } of module.controllers.values()) {
        const prototype = metatype?.prototype as Record<string, Callable> | undefined;
        if (!metatype || !prototype) continue;
        for (const methodName of scanner.getAllMethodNames(prototype)) {
          const handler = prototype[methodName]!;
          yield {
            name: `${metatype.name}.${methodName}`,
            method: RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod] ?? '',
            paths: joined(pathsOf(metatype), pathsOf(handler)),
            metadata: this.reader.of(metatype, handler),
          };
        }
      }
    }
  }
}

function made<K, L, V>(maps: Map<K, Map<L, V>>, key: K): Map<L, V> {
  const map = maps.get(key) ?? new Map<L, V>();
  maps.set(key, map);
  return map;
}

function repeatedNames(handlers: readonly Handler[]): string[] {
  const seen = new Set<string>();
  return handlers.map(({ name }) => name).filter((name) => seen.has(name) || !seen.add(name));
}

function pathsOf(target: Callable): string[] {
  return [(Reflect.getMetadata(PATH_METADATA, target) as string | string[] | undefined) ?? ''].flat();
}

function joined(controllerPaths: string[], handlerPaths: string[]): string[] {
  return controllerPaths.flatMap((controller) =>
    handlerPaths.map((handler) => `/${controller}/${handler}`.replaceAll(/\/+/g, '/').replace(/(?<=.)\/$/, '')),
  );
}

function nearest(handlers: readonly Handler[], template: string, method: string): Handler[] {
  const routed = method === 'HEAD' ? 'GET' : method;
  const route = template.replace(/(?<=.)\/$/, '');
  // `/` matches a bare prefix too, but a template with parameters belongs to another route.
  const isEnd = (path: string) => (path === '/' ? !route.includes(':') : route.endsWith(path));
  const ends = ({ paths }: Handler) => paths.filter(isEnd).map(({ length }) => length);
  const fitting = handlers.filter((handler) => handler.method === routed || handler.method === 'ALL');
  const longest = Math.max(0, ...fitting.flatMap(ends));
  return longest === 0 ? [] : fitting.filter((handler) => ends(handler).includes(longest));
}

/** If several handlers match, skip or admit anonymous requests only if all of them agree. */
function merged(handlers: readonly Handler[]): RouteMetadata | undefined {
  const [first, ...others] = handlers.map(({ metadata }) => metadata);
  return others.reduce(
    (one, other) =>
      one && {
        ...one,
        skip: one.skip && other.skip,
        trackAnonymous: one.trackAnonymous && other.trackAnonymous,
        eventName: one.eventName === other.eventName ? one.eventName : undefined,
        signIn: one.signIn === other.signIn ? one.signIn : undefined,
        resource: one.resource === other.resource ? one.resource : undefined,
      },
    first,
  );
}

function unscanned(handlerName: string): RouteMetadata {
  const dot = handlerName.indexOf('.');
  return {
    namespace: handlerName.slice(0, dot),
    urlName: handlerName.slice(dot + 1),
    skip: false,
    trackAnonymous: false,
    eventName: undefined,
  };
}
