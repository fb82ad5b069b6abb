import { Controller, Get, Inject, Req, Res, type StreamableFile } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { badParameter } from '../../../http/parameters/bad-parameter.js';
import { BOOLEAN, oneOf } from '../../../http/open-api/named-schema.js';
import { BUSY, OpenApiOperation, type OpenApiParameter } from '../../../http/open-api/operation.js';
import { Passes } from '../../../http/gates/passes.js';
import { Requires } from '../../../http/access/permission.js';
import { Permissions } from '../../../http/access/permissions.js';
import { QUESTION_PARAMETERS } from '../question-parameters.js';
import type { ActivityLog } from '../../../record/activity-log.js';
import { AdminOptions } from '../../admin.options.js';
import { AuditTrail } from '../../audit/audit-trail.js';
import { namesPeople } from '../../audit/subject.js';
import { EXPORT_FORMATS, type ExportFormat, ExportService } from '../../export/export.service.js';
import { BODY_FIELDS, readsBodies, withoutBodies } from '../../records/body-fields.js';
import { RecordsService } from '../../records/records.service.js';
import { StreamEnd } from '../../stream-end.js';
import { AdminApi, type AdminRequest } from '../admin-api.js';
import { closedSignal } from '../closed-signal.js';
import { EXPORTS } from '../passages.js';
import { flagOf, onlyKnownBesideFields, questionOf } from '../question.js';
import { reasonOf } from '../reason.js';
import { streamedFile } from '../streamed-file.js';

const FILE_PARAMETERS: readonly OpenApiParameter[] = [
  { name: 'format', description: 'Format of the file.', required: true, schema: oneOf(EXPORT_FORMATS) },
  {
    name: 'bodies',
    description: 'Include headers and bodies. Default: whether the caller may read them.',
    schema: BOOLEAN,
  },
  { name: 'reason', description: 'Reason, 3 to 500 characters. Required if the query names a person.' },
  { name: 'bom', description: 'Begin CSV with a byte order mark.', schema: BOOLEAN },
];

/** Names the fields that a file lacks. */
const OMITTED_HEADER = 'X-Activity-Tracker-Omitted';

/** All that matches, as a file; as fast as the client takes it. */
@Controller()
@AdminApi()
@Passes(EXPORTS)
export class ExportController {
  constructor(
    @Inject(ExportService) private readonly exports: ExportService,
    @Inject(RecordsService) private readonly records: RecordsService,
    @Inject(AuditTrail) private readonly audit: AuditTrail,
    @Inject(AdminOptions) private readonly options: AdminOptions,
    @Inject(Permissions) private readonly permissions: Permissions,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    @Inject(StreamEnd) private readonly end: StreamEnd,
  ) {}

  /** Without the right `bodies` the file has none, and a header of the answer says so. */

  @Get('export')
  @Requires('export')
  @OpenApiOperation({
    id: 'exportActivityRecords',
    summary: 'Export the matching records as a file',
    answer: 'The file.',
    type: 'file',
    parameters: [...QUESTION_PARAMETERS, ...FILE_PARAMETERS],
    also: BUSY,
  })
  async export(@Req() request: AdminRequest, @Res() response: object): Promise<StreamableFile> {
    const { query, rest } = questionOf(request.originalUrl, this.options.timeZone);
    const { reason: why, ...parameters } = rest;
    onlyKnownBesideFields(parameters, 'format', 'bodies', 'bom');
    const format = formatOf(rest.format);
    const reason = reasonOf(why, this.options.requireReason && namesPeople(query));
    const mayReadBodies = await this.permissions.allows(request, 'bodies');
    const withBodies = flagOf('bodies', rest.bodies, mayReadBodies);
    if (withBodies || readsBodies(query)) await this.permissions.demand(request, 'bodies');
    if (!withBodies) this.host.httpAdapter.setHeader(response, OMITTED_HEADER, BODY_FIELDS.join(', '));
    const entry = await this.audit.write(request, { action: 'export', query, parameters, reason });
    const records = this.records.stream(query, { order: orderOf(format), signal: closedSignal(response) });
    const { content, contentType, extension } = this.exports.export(
      format,
      withBodies ? records : mapped(records, withoutBodies),
      {
        bom: flagOf('bom', rest.bom),
        closing: this.end.signalFor(response),
        ended: (outcome) => this.audit.end(entry, outcome),
      },
    );
    const name = `activity-${new Date().toISOString().slice(0, 10)}.${extension}`;
    return streamedFile({ content, contentType, name });
  }
}

async function* mapped(
  records: AsyncIterable<ActivityLog>,
  change: (record: ActivityLog) => ActivityLog,
): AsyncGenerator<ActivityLog, void, undefined> {
  for await (const record of records) yield change(record);
}

/** A session reads from its beginning, a log from its end. */
const orderOf = (format: ExportFormat) => (format === 'har' ? 'oldest' : 'newest');

function formatOf(format: string | undefined): ExportFormat {
  if (!(EXPORT_FORMATS as readonly (string | undefined)[]).includes(format))
    throw badParameter('format', `must be one of ${EXPORT_FORMATS.join(', ')}`, format);
  return format as ExportFormat;
}
