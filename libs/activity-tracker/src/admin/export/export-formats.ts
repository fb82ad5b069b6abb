/** Formats of an export. @publicApi */
export const EXPORT_FORMATS = ['ndjson', 'csv', 'har'] as const;

/** One of {@link EXPORT_FORMATS}. @publicApi */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
