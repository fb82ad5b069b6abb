import type { DynamicModule } from '@nestjs/common';
import { ShopController } from '../shop.controllers.js';
import { type Mode, peer } from '../mode.js';

interface NestjsAuditlog {
  AuditLogModule: { forRoot(options: { exporter: object }): DynamicModule };
  AuditLog(options: object): MethodDecorator;
}

const NO_OPERATION = { startup: () => {}, shutdown: () => {}, sendAuditLog: async () => {}, clone: () => NO_OPERATION };

/** nestjs-auditlog with an exporter that does nothing; each handler carries its decorator. */
export async function auditlog(): Promise<Mode> {
  const { AuditLogModule, AuditLog } = await peer<NestjsAuditlog>('nestjs-auditlog');
  const { prototype } = ShopController;
  for (const name of ['ping', 'create', 'list'] as const) {
    const handler = Object.getOwnPropertyDescriptor(prototype, name)!;
    AuditLog({ resource: { type: 'shop' }, operation: { id: name, type: 'Query' } })(prototype, name, handler);
  }
  return { imports: [AuditLogModule.forRoot({ exporter: NO_OPERATION })] };
}
