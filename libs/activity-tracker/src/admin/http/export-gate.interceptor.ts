import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { GateInterceptor } from '../../history/gate.interceptor.js';
import { AdminOptions } from '../admin.options.js';
import { ExportGate } from '../export-gate.js';
import type { AdminRequest } from './admin-api.js';
import { questionOf } from './question.js';

const BUSY_EXPORTS = 'Too many exports, erasures or word searches run at the moment.';

/** Sends an export, a subject access or an erasure through the {@link ExportGate}. */
@Injectable()
export class ExportGateInterceptor extends GateInterceptor {
  constructor(@Inject(ExportGate) gate: ExportGate, @Inject(HttpAdapterHost) host: HttpAdapterHost) {
    super(gate, host, BUSY_EXPORTS);
  }
}

/** Sends a question that holds words through the {@link ExportGate}. Stands before other gates, whose places it would keep waiting. */
@Injectable()
export class WordSearchGateInterceptor extends GateInterceptor {
  constructor(
    @Inject(ExportGate) gate: ExportGate,
    @Inject(HttpAdapterHost) host: HttpAdapterHost,
    @Inject(AdminOptions) private readonly options: AdminOptions,
  ) {
    super(gate, host, BUSY_EXPORTS);
  }

  protected override concerns(context: ExecutionContext): boolean {
    const { originalUrl } = context.switchToHttp().getRequest<AdminRequest>();
    try {
      return questionOf(originalUrl, this.options.timeZone).query.conditions.some(({ field }) => field === 'text');
    } catch {
      // The handler answers 400.
      return false;
    }
  }
}
