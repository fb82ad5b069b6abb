/** Shapes in which records leave. @publicApi */
export const EXPORT_FORMATS = ['ndjson', 'csv', 'har'] as const;

/** @publicApi */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
