import { Injectable, Optional } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { rootFieldOf } from '../../record/resolver-metadata.js';
import { type Callable, type RouteMetadata, RouteMetadataReader } from '../routes/route-metadata.js';
import type { RootFields } from './root-fields.js';

/** Maps root fields to resolvers, code first and schema first; empty without @nestjs/graphql. */
@Injectable()
export class ResolverRegistry {
  private byField: Map<string, RouteMetadata> | undefined;

  constructor(
    @Optional() private readonly modules: ModulesContainer,
    private readonly reader: RouteMetadataReader,
  ) {}

  get isEmpty(): boolean {
    return this.resolvers.size === 0;
  }

  find(operations: readonly RootFields[]): { resolvers: RouteMetadata[]; isComplete: boolean } {
    const requested = operations.flatMap(({ type, fields }) => fields.map((field) => ({ type, field })));
    const found = requested
      .filter(({ field }) => field !== '__typename')
      .map(({ type, field }) => this.resolvers.get(`${type} ${field}`));
    const resolvers = found.filter((resolver) => resolver !== undefined);
    return { resolvers: [...new Set(resolvers)], isComplete: resolvers.length === found.length };
  }

  metadata(): RouteMetadata[] {
    return [...this.resolvers.values()];
  }

  private get resolvers(): Map<string, RouteMetadata> {
    this.byField ??= new Map(this.scan());
    return this.byField;
  }

  private *scan(): Generator<[string, RouteMetadata]> {
    const scanner = new MetadataScanner();
    for (const module of this.modules.values()) {
      for (const { metatype } of module.providers.values()) {
        const prototype = metatype?.prototype as Record<string, Callable> | undefined;
        if (!metatype || !prototype) continue;
        for (const method of scanner.getAllMethodNames(prototype)) {
          const handler = prototype[method]!;
          const field = rootFieldOf(handler, method);
          if (field) yield [`${field.type} ${field.name}`, this.reader.of(metatype, handler)];
        }
      }
    }
  }
}
