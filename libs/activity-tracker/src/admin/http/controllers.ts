import { Controller, type Type, VERSION_NEUTRAL } from '@nestjs/common';
import { AuditController } from './audit.controller.js';
import { ExportController } from './export.controller.js';
import { HoldsController } from './holds.controller.js';
import { LiveController } from './live.controller.js';
import { RecordsController } from './records.controller.js';
import { StatisticsController } from './statistics.controller.js';
import { StatusController } from './status.controller.js';
import { SubjectController } from './subject.controller.js';

/** `SubjectController` goes before those whose `users/:id` would take its routes. */
const CONTROLLERS: readonly Type[] = [
  RecordsController,
  ExportController,
  LiveController,
  StatusController,
  AuditController,
  SubjectController,
  HoldsController,
  StatisticsController,
];

/** The admin API under the module's prefix: at the same address whatever versions the host keeps. */
export function adminControllersAt(prefix: string): Type[] {
  return CONTROLLERS.map((Base) => at(`${prefix}/admin/api`, Base));
}

function at(path: string, Base: Type): Type {
  @Controller({ path, version: VERSION_NEUTRAL })
  class AtPath extends Base {}
  Object.defineProperty(AtPath, 'name', { value: Base.name });
  return AtPath;
}
