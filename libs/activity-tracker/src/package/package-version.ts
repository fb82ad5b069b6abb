export const PACKAGE_NAME = 'nestjs-activity-tracker';

/** A test compares it with package.json. */
export const PACKAGE_VERSION = '0.1.0';
