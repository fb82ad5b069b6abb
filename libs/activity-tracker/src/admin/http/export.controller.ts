import { Controller, Get, Inject, Req, type StreamableFile, UseInterceptors } from '@nestjs/common';
import { badParameter } from '../../history/bad-parameter.js';
import { Described, type DescribedParameter } from '../../history/described.js';
import { QUESTION_PARAMETERS } from './described-parameters.js';
import { StoreUnavailableInterceptor } from '../../history/store-unavailable.interceptor.js';
import { AdminOptions } from '../admin.options.js';
import { AuditTrail } from '../audit-trail.js';
import { EXPORT_FORMATS, type ExportFormat, ExportService } from '../export/export.service.js';
import { formatQuery } from '../query/format-query.js';
import { RecordsService } from '../records/records.service.js';
import { AdminApi, type AdminRequest } from './admin-api.js';
import { flagOf, onlyKnown, questionOf } from './question.js';
import { streamedFile } from './streamed-file.js';

const FILE_PARAMETERS: readonly DescribedParameter[] = [
  { name: 'format', description: 'Of the file.', required: true, enum: EXPORT_FORMATS },
  { name: 'bom', description: 'A byte order mark at the beginning of CSV.', enum: ['true', 'false'] },
];

/** All that matches, as a file; as fast as the client takes it. */
@Controller()
@AdminApi()
@UseInterceptors(StoreUnavailableInterceptor)
export class ExportController {
  constructor(
    @Inject(ExportService) private readonly exports: ExportService,
    @Inject(RecordsService) private readonly records: RecordsService,
    @Inject(AuditTrail) private readonly audit: AuditTrail,
    @Inject(AdminOptions) private readonly options: AdminOptions,
  ) {}

  @Get('export')
  @Described({
    summary: 'Everything that matches, as a file',
    answer: 'The file.',
    type: 'ndjson',
    query: [...QUESTION_PARAMETERS, ...FILE_PARAMETERS],
  })
  async export(@Req() request: AdminRequest): Promise<StreamableFile> {
    const { query, rest } = questionOf(request.originalUrl, this.options.timeZone);
    onlyKnown(rest, 'format', 'bom');
    const format = formatOf(rest.format);
    const { content, contentType, extension } = this.exports.export(
      format,
      this.records.stream(query, { order: orderOf(format) }),
      {
        bom: flagOf('bom', rest.bom),
        audit: this.audit.of(request),
        details: { query: formatQuery(query) },
      },
    );
    const name = `activity-${new Date().toISOString().slice(0, 10)}.${extension}`;
    return streamedFile({ content, contentType, name });
  }
}

/** A session reads from its beginning, a log from its end. */
const orderOf = (format: ExportFormat) => (format === 'har' ? 'oldest' : 'newest');

function formatOf(format: string | undefined): ExportFormat {
  if (!(EXPORT_FORMATS as readonly (string | undefined)[]).includes(format))
    throw badParameter('format', `must be one of ${EXPORT_FORMATS.join(', ')}`, format);
  return format as ExportFormat;
}
