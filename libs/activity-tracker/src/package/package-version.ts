export const PACKAGE_NAME = 'nestjs-activity-tracker';

/** As in package.json; a test compares them. */
export const PACKAGE_VERSION = '0.1.0';
