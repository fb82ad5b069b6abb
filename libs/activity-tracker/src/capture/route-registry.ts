import { Inject, Injectable } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { type Callable, type RouteMetadata, RouteMetadataReader } from './route-metadata.js';

/** Finds the metadata of `Controller.method` where no interceptor ran: a guard refused, a pipe came first. */
@Injectable()
export class RouteRegistry {
  private byName: Map<string, RouteMetadata> | undefined;

  constructor(
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(RouteMetadataReader) private readonly reader: RouteMetadataReader,
  ) {}

  find(handlerName: string): RouteMetadata {
    this.byName ??= this.scan();
    let metadata = this.byName.get(handlerName);
    if (!metadata) this.byName.set(handlerName, (metadata = unscanned(handlerName)));
    return metadata;
  }

  private scan(): Map<string, RouteMetadata> {
    const byName = new Map<string, RouteMetadata>();
    const scanner = new MetadataScanner();
    for (const module of this.modules.values()) {
      for (const { metatype } of module.controllers.values()) {
        const prototype = metatype?.prototype as Record<string, unknown> | undefined;
        if (!metatype || !prototype) continue;
        for (const method of scanner.getAllMethodNames(prototype)) {
          const name = `${metatype.name}.${method}`;
          const metadata = this.reader.of(metatype, prototype[method] as Callable);
          const namesake = byName.get(name);
          byName.set(name, namesake ? cautious(namesake, metadata) : metadata);
        }
      }
    }
    return byName;
  }
}

/** Two classes of one name: nothing is skipped, and nobody anonymous recorded, unless both say so. */
function cautious(one: RouteMetadata, other: RouteMetadata): RouteMetadata {
  return {
    ...one,
    skip: one.skip && other.skip,
    trackAnonymous: one.trackAnonymous && other.trackAnonymous,
    eventName: one.eventName === other.eventName ? one.eventName : undefined,
  };
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
