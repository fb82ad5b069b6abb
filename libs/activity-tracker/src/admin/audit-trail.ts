import { Inject, Injectable } from '@nestjs/common';
import { callerOf } from '../history/caller.js';
import type { AdminAudit } from './admin-audit.js';
import { AdminOptions } from './admin.options.js';
import { ADMIN_SURROUNDINGS, type AdminSurroundings } from './admin-surroundings.js';

/** What administrators do leaves a trace in the log itself, under their own name. */
@Injectable()
export class AuditTrail {
  constructor(
    @Inject(ADMIN_SURROUNDINGS) private readonly surroundings: AdminSurroundings,
    @Inject(AdminOptions) private readonly options: AdminOptions,
  ) {}

  /** For what is recorded in any case. */
  of(request: { readonly ip?: string }): AdminAudit {
    const { userId } = callerOf(request);
    const clientIp = request.ip;
    return (event, data) => this.surroundings.record({ event, userId, clientIp, data });
  }

  /** For reading, where `admin.audit` says so. */
  noteReading(
    request: { readonly ip?: string },
    event: 'admin.view' | 'admin.search',
    data: Record<string, unknown>,
  ): void {
    if (!this.options.audit) return;
    this.surroundings.record({ event, userId: callerOf(request).userId, clientIp: request.ip, data });
  }
}
