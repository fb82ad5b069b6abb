import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { ActivityTrackerOptions } from '../activity-tracker.options.js';

/** Options that Nest needs before it resolves any other option. @publicApi */
export interface ActivityTrackerExtras {
  /**
   * Path of the history, the admin API and the panel, below the application's global prefix and versioning.
   * @default 'activity-logs'
   */
  prefix?: string;
  /** Makes `ActivityTrackerService` injectable everywhere. @default true */
  isGlobal?: boolean;
  /**
   * Class decorators for the controllers of the history and the admin API, such as `SkipThrottle()`, `Public()` or
   * `UseGuards(AuthGuard('jwt'))`. Guards run before the tracker identifies the user; interceptors and filters cannot
   * change responses. Dependencies of a guard must come from global modules, or from `imports` of `forRootAsync`.
   * @default []
   */
  decorators?: readonly ClassDecorator[];
}

export const DEFAULT_PREFIX = 'activity-logs';
export const EXTRAS: ActivityTrackerExtras = { prefix: DEFAULT_PREFIX, isGlobal: true, decorators: [] };
/** Value of the options token if the module is imported without `forRoot()`. */
export const NOT_CONFIGURED: unique symbol = Symbol.for('nestjs-activity-tracker:not configured');

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN, OPTIONS_TYPE, ASYNC_OPTIONS_TYPE } =
  new ConfigurableModuleBuilder<ActivityTrackerOptions>({ moduleName: 'ActivityTracker' })
    .setClassMethodName('forRoot')
    .setExtras(EXTRAS, (definition, { isGlobal }) => ({
      ...definition,
      global: isGlobal ?? true,
    }))
    .build();
