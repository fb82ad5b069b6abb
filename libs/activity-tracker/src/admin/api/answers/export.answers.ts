import type { StreamableFile } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import { badParameter } from '../../../http/parameters/bad-parameter.js';
import type { Permissions } from '../../../http/access/permissions.js';
import type { ActivityLog } from '../../../record/activity-log.js';
import type { AdminOptions } from '../../admin.options.js';
import type { AuditTrail } from '../../audit/audit-trail.js';
import { namesPeople } from '../../audit/subject.js';
import { EXPORT_FORMATS, type ExportFormat } from '../../export/export-formats.js';
import { namedRecords } from '../../export/named-records.js';
import type { ExportService } from '../../export/export.service.js';
import { BODY_FIELDS, readsBodies, omitBodies } from '../../records/body-fields.js';
import type { RecordsService } from '../../records/records.service.js';
import type { StreamEnd } from '../../stream-end.js';
import type { AdminRequest } from '../admin-api.js';
import { closedSignal } from '../closed-signal.js';
import { type AnswerContext, flagOf, onlyKnownBesideFields, resolvedQuestionOf } from '../question.js';
import { reasonOf } from '../reason.js';
import { streamedFile } from '../streamed-file.js';

const OMITTED_HEADER = 'X-Activity-Tracker-Omitted';

export class ExportAnswers {
  constructor(
    private readonly exports: ExportService,
    private readonly records: RecordsService,
    private readonly audit: AuditTrail,
    private readonly options: AdminOptions,
    private readonly context: AnswerContext,
    private readonly permissions: Permissions,
    private readonly host: HttpAdapterHost,
    private readonly end: StreamEnd,
  ) {}

  async export(request: AdminRequest, response: object): Promise<StreamableFile> {
    const { query, rest } = await resolvedQuestionOf(request.originalUrl, this.context);
    const { reason: why, ...parameters } = rest;
    onlyKnownBesideFields(parameters, 'format', 'bodies', 'bom', 'limit', 'names');
    const format = formatOf(rest.format);
    const limit = limitOf(rest.limit);
    const reason = reasonOf(why, this.options.requireReason && namesPeople(query));
    const mayReadBodies = await this.permissions.allows(request, 'bodies');
    const withBodies = flagOf('bodies', rest.bodies, mayReadBodies);
    if (withBodies || readsBodies(query)) await this.permissions.demand(request, 'bodies');
    if (!withBodies) this.host.httpAdapter.setHeader(response, OMITTED_HEADER, BODY_FIELDS.join(', '));
    const withNames = flagOf('names', rest.names) && (await this.mayName(request, format));
    const entry = await this.audit.write(request, { action: 'export', query, parameters, reason });
    const keepsBytes = format === 'ndjson' && withBodies && !withNames;
    const found = this.records.stream(query, {
      order: orderOf(format),
      signal: closedSignal(response),
      ...(keepsBytes && { keepsBytes }),
    });
    const records = limit === undefined ? found : firstOf(found, limit);
    const readable = withBodies ? records : mapped(records, omitBodies);
    const { content, contentType, extension } = this.exports.export(
      format,
      withNames ? namedRecords(readable, this.context.names) : readable,
      {
        bom: flagOf('bom', rest.bom),
        labels: withNames,
        closing: this.end.signalFor(response),
        ended: (outcome) => this.audit.end(entry, outcome),
      },
    );
    const name = `activity-${new Date().toISOString().slice(0, 10)}.${extension}`;
    return streamedFile({ content, contentType, name });
  }

  /** Whoever asks for the name of any id needs `view`, also where it is written into a file. */
  private async mayName(request: AdminRequest, format: ExportFormat): Promise<true> {
    if (format === 'har') throw badParameter('names', 'must be false for har, which has no people', 'true');
    if (!this.context.names.areKnown)
      throw badParameter('names', 'must be false: admin.describeUsers is not set. Set it to name people', 'true');
    await this.permissions.demand(request, 'view');
    return true;
  }
}

async function* mapped(
  records: AsyncIterable<ActivityLog>,
  change: (record: ActivityLog) => ActivityLog,
): AsyncGenerator<ActivityLog, void, undefined> {
  for await (const record of records) yield change(record);
}

async function* firstOf(
  records: AsyncIterable<ActivityLog>,
  limit: number,
): AsyncGenerator<ActivityLog, void, undefined> {
  let count = 0;
  for await (const record of records) {
    yield record;
    if (++count === limit) return;
  }
}

function limitOf(limit: string | undefined): number | undefined {
  if (limit === undefined) return undefined;
  const count = Number(limit);
  if (!Number.isSafeInteger(count) || count < 1 || !/^\d+$/.test(limit))
    throw badParameter('limit', 'must be a whole number from 1', limit);
  return count;
}

/** A session reads from its start, a log from its end. */
const orderOf = (format: ExportFormat) => (format === 'har' ? 'oldest' : 'newest');

function formatOf(format: string | undefined): ExportFormat {
  if (!(EXPORT_FORMATS as readonly (string | undefined)[]).includes(format))
    throw badParameter('format', `must be one of ${EXPORT_FORMATS.join(', ')}`, format);
  return format as ExportFormat;
}
