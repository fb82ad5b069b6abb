export const PACKAGE_NAME = 'nestjs-activity-tracker';

export const PACKAGE_VERSION = '0.1.0';
