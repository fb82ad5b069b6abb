import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { ActivityTrackerOptions } from './activity-tracker.options.js';

/** What shapes the module itself, and so must be known before any option is. @publicApi */
export interface ActivityTrackerExtras {
  /**
   * Path of the history's endpoints, under the host's global prefix and versioning.
   * @default 'activity-logs'
   */
  prefix?: string;
  /**
   * Makes `ActivityTrackerService` injectable everywhere.
   * @default true
   */
  isGlobal?: boolean;
}

export const DEFAULT_PREFIX = 'activity-logs';
export const EXTRAS: ActivityTrackerExtras = { prefix: DEFAULT_PREFIX, isGlobal: true };
/** Stands for the options where the module is imported without `forRoot()`. */
export const NOT_CONFIGURED: unique symbol = Symbol('nestjs-activity-tracker:not configured');

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN, OPTIONS_TYPE, ASYNC_OPTIONS_TYPE } =
  new ConfigurableModuleBuilder<ActivityTrackerOptions>({ moduleName: 'ActivityTracker' })
    .setClassMethodName('forRoot')
    .setExtras(EXTRAS, (definition, { isGlobal }) => ({
      ...definition,
      global: isGlobal ?? true,
    }))
    .build();
