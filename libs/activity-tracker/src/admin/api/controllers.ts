import { Controller, type Type, VERSION_NEUTRAL } from '@nestjs/common';
import { OPEN_API } from '../../http/open-api/open-api-keys.js';
import { AuditController } from './controllers/audit.controller.js';
import { ErrorsController } from './controllers/errors.controller.js';
import { ExportController } from './controllers/export.controller.js';
import { HoldsController } from './controllers/holds.controller.js';
import { LiveController } from './controllers/live.controller.js';
import { NamesController } from './controllers/names.controller.js';
import { ObjectsController } from './controllers/objects.controller.js';
import { RecordsController } from './controllers/records.controller.js';
import { RetentionController } from './controllers/retention.controller.js';
import { SecurityController } from './controllers/security.controller.js';
import { StatisticsController } from './controllers/statistics.controller.js';
import { StatusController } from './controllers/status.controller.js';
import { SubjectController } from './controllers/subject.controller.js';
import { ViewsController } from './controllers/views.controller.js';

/** `SubjectController` precedes the controllers whose `users/:id` would match its routes. */
const CONTROLLERS: readonly Type[] = [
  RecordsController,
  ObjectsController,
  ErrorsController,
  ExportController,
  LiveController,
  StatusController,
  NamesController,
  RetentionController,
  AuditController,
  SubjectController,
  HoldsController,
  ViewsController,
  SecurityController,
  StatisticsController,
];

export function adminControllersAt(prefix: string): Type[] {
  return CONTROLLERS.map((Base) => at(`${prefix}/admin/api`, Base));
}

function at(path: string, Base: Type): Type {
  @Controller({ path, version: VERSION_NEUTRAL })
  class AtPath extends Base {}
  Object.defineProperty(AtPath, 'name', { value: Base.name });
  return AtPath;
}

/** The value of `ApiExcludeController()`; its identity distinguishes our metadata from a host's. */
const EXCLUDED = [true];

/** A controller that the host excludes through `decorators` stays hidden. */
export function showAdminApi(controllers: Iterable<unknown>, isShown: boolean): void {
  for (const controller of controllers) {
    if (!isAdminController(controller)) continue;
    const current: unknown = Reflect.getOwnMetadata(OPEN_API.excludedController, controller);
    if (current === undefined && !isShown) Reflect.defineMetadata(OPEN_API.excludedController, EXCLUDED, controller);
    if (current === EXCLUDED && isShown) Reflect.deleteMetadata(OPEN_API.excludedController, controller);
  }
}

const isAdminController = (controller: unknown): controller is Type =>
  typeof controller === 'function' && CONTROLLERS.some((Base) => controller.prototype instanceof Base);
