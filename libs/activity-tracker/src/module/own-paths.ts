import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import { METHOD_METADATA, PATH_METADATA } from '../capture/routes/route-metadata.js';

type Module = ModulesContainer extends Map<string, infer M> ? M : never;

export function ownPaths({ controllers }: Module): string[] {
  const scanner = new MetadataScanner();
  return [...controllers.values()].flatMap(({ metatype }) => {
    const prototype = metatype?.prototype as Record<string, object> | undefined;
    if (!metatype || !prototype) return [];
    return scanner
      .getAllMethodNames(prototype)
      .map((name) => prototype[name]!)
      .filter((handler) => Reflect.hasMetadata(METHOD_METADATA, handler))
      .map((handler) => [metatype, handler].map((part) => String(Reflect.getMetadata(PATH_METADATA, part))))
      .map((parts) => parts.filter((part) => part !== '/').join('/'));
  });
}
