import { type INestApplication, RequestMethod } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { ActivityTrackerModule } from 'nestjs-activity-tracker';

export function ownEndpoints(app: INestApplication): string[] {
  const scanner = new MetadataScanner();
  const controllers = [...app.get(ModulesContainer).values()]
    .filter(({ metatype }) => metatype === ActivityTrackerModule)
    .flatMap((module) => [...module.controllers.values()].map(({ metatype }) => metatype as { prototype: object }));
  return controllers.flatMap((controller) =>
    scanner.getAllMethodNames(controller.prototype).flatMap((name) => {
      const handler = (controller.prototype as Record<string, object>)[name]!;
      const path = Reflect.getMetadata('path', handler) as string | undefined;
      if (path === undefined) return [];
      const method = RequestMethod[Reflect.getMetadata('method', handler) as number];
      return [`${method} /${Reflect.getMetadata('path', controller) as string}/${path}`];
    }),
  );
}
