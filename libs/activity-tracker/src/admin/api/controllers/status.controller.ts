import { Controller, Get, Inject, Req } from '@nestjs/common';
import { callerOf } from '../../../http/access/caller.js';
import { OpenApiOperation } from '../../../http/open-api/operation.js';
import { Requires } from '../../../http/access/permission.js';
import { Permissions } from '../../../http/access/permissions.js';
import type { ActivityRight } from '../../../http/access/rights.js';
import { PACKAGE_VERSION } from '../../../package/package-version.js';
import type { ActivityUserId } from '../../../record/activity-log.js';
import { AdminOptions } from '../../admin.options.js';
import { HOST_STATUS, type HostStatus } from '../../host-status.js';
import { HealthService, type TrackerHealth } from '../../health/health.service.js';
import { AdminApi, type AdminRequest } from '../admin-api.js';
import { HEALTH } from '../schemas/health-schemas.js';
import { SETTINGS } from '../schemas/settings-schemas.js';

/** Settings that a client needs first. */
export interface AdminSettings {
  page_size: number;
  time_zone: string;
  timedelta: number;
  url_names: string[];
  user: { user_id: ActivityUserId };
  /** Whether `admin.describeUsers` gives names to people: `GET /names`. */
  names: boolean;
  /** Whether `admin.anomalies` is on: `GET /users/:id/security`. */
  anomalies: boolean;
  reason_required: boolean;
  /** Attribution that the license of the country file requires on pages with countries; `null` if none. */
  country_credit: { text: string; url: string } | null;
  permissions: Record<ActivityRight, boolean>;
  /** Of this package. */
  version: string;
}

@Controller()
@AdminApi()
export class StatusController {
  constructor(
    private readonly options: AdminOptions,
    private readonly healthService: HealthService,
    private readonly permissions: Permissions,
    @Inject(HOST_STATUS) private readonly status: HostStatus,
  ) {}

  @Get('settings')
  @Requires('any')
  @OpenApiOperation({
    id: 'getActivitySettings',
    summary: 'Get the settings of the admin API',
    answer: 'The settings.',
    schema: SETTINGS,
  })
  async settings(@Req() request: AdminRequest): Promise<AdminSettings> {
    const { pageSize, timeZone, timedelta, urlNames, requireReason } = this.options;
    return {
      page_size: pageSize,
      time_zone: timeZone,
      timedelta,
      url_names: urlNames,
      user: { user_id: callerOf(request).userId },
      names: this.options.describeUsers !== undefined,
      anomalies: this.options.anomalies,
      reason_required: requireReason,
      country_credit: this.status.health().geo?.credit ?? null,
      permissions: await this.permissions.all(request),
      version: PACKAGE_VERSION,
    };
  }

  /** Also responds while the store is unavailable. */
  @Get('health')
  @OpenApiOperation({
    id: 'getActivityHealth',
    summary: 'Get the health of the tracker',
    answer: 'State of buffer, store and statistics.',
    schema: HEALTH,
  })
  health(): Promise<TrackerHealth> {
    return this.healthService.health();
  }
}
