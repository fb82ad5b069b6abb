import { applyDecorators, SetMetadata, UseFilters, UseGuards } from '@nestjs/common';
import { AnswerFilter } from '../../http/answers/answer.filter.js';
import { AnswerGuard } from '../../http/answers/answer.guard.js';
import { OpenApiTag } from '../../http/open-api/operation.js';
import { HistoryGuard } from '../../http/access/history.guard.js';
import { Requires } from '../../http/access/permission.js';
import { SameOriginGuard } from '../../http/access/same-origin.guard.js';
import { SKIP_ACTIVITY } from '../../record/metadata-keys.js';
import { EnabledGuard } from './enabled.guard.js';
import { SecurityHeadersGuard } from './security-headers.guard.js';

/** A subclass that only sets another path inherits these decorators. */
export const AdminApi = (): ClassDecorator =>
  applyDecorators(
    Requires('view'),
    UseGuards(SecurityHeadersGuard, EnabledGuard, HistoryGuard, SameOriginGuard, AnswerGuard),
    UseFilters(AnswerFilter),
    SetMetadata(SKIP_ACTIVITY, true),
    OpenApiTag('Activity administration'),
  );

export interface AdminRequest {
  readonly originalUrl: string;
  readonly protocol?: string;
  readonly host?: string;
  readonly ip?: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}
