import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { type HistoryAnswer, withLinks } from '../../../http/paging/links.js';
import { BUSY, OpenApiOperation } from '../../../http/open-api/operation.js';
import { PAGE_PARAMETERS } from '../../../http/open-api/parameters.js';
import { ID_OF_A_RECORD, QUESTION_PARAMETERS } from '../question-parameters.js';
import { Permissions } from '../../../http/access/permissions.js';
import { Passes } from '../../../http/gates/passes.js';
import type { ActivityLog } from '../../../record/activity-log.js';
import { AdminOptions } from '../../admin.options.js';
import { AuditTrail } from '../../audit/audit-trail.js';
import { FIELDS, type FieldRule } from '../../query/parse/fields.js';
import { readsBodies, withoutBodies } from '../../records/body-fields.js';
import type { Facets } from '../../records/facets.js';
import { recordsRequest } from '../../records/records-request.js';
import { type RecordPage, RecordsService } from '../../records/records.service.js';
import { RelatedService, type RelatedRecords } from '../../records/related.service.js';
import { AdminApi, type AdminRequest } from '../admin-api.js';
import { QUERIES, WORD_SEARCHES } from '../passages.js';
import { onlyKnownBesideFields, questionOf } from '../question.js';
import { FACETS, QUERY_FIELDS, RECORD, RECORD_PAGE, RELATED_RECORDS } from '../schemas/records.js';

/** Records: a list for any question, its facets, one record, what belongs to it. */
@Controller()
@AdminApi()
@Passes(WORD_SEARCHES, QUERIES)
export class RecordsController {
  constructor(
    @Inject(RecordsService) private readonly records: RecordsService,
    @Inject(RelatedService) private readonly related: RelatedService,
    @Inject(AdminOptions) private readonly options: AdminOptions,
    @Inject(AuditTrail) private readonly audit: AuditTrail,
    @Inject(Permissions) private readonly permissions: Permissions,
  ) {}

  /** Newest first; `next` leads to older records, `previous` to newer ones. */
  @Get('records')
  @OpenApiOperation({
    id: 'listActivityRecords',
    summary: 'List the matching records, newest first',
    answer: 'A page of records, without headers and bodies.',
    schema: RECORD_PAGE,
    parameters: [...QUESTION_PARAMETERS, ...PAGE_PARAMETERS],
    also: BUSY,
  })
  async list(@Req() request: AdminRequest): Promise<HistoryAnswer<ActivityLog> & Pick<RecordPage, 'searched_to'>> {
    const { query, zone, rest } = questionOf(request.originalUrl, this.options.timeZone);
    const { limit, cursor } = recordsRequest(rest, { zone });
    if (readsBodies(query)) await this.permissions.demand(request, 'bodies');
    const page = await this.records.list(query, { limit, cursor });
    await this.audit.write(request, { action: 'list', query, parameters: rest, records: page.results.length });
    return withLinks(page, request);
  }

  @Get('facets')
  @OpenApiOperation({
    id: 'getActivityFacets',
    summary: 'Count the values of each field',
    answer: 'The values of each field, with their counts.',
    schema: FACETS,
    parameters: QUESTION_PARAMETERS,
    also: BUSY,
  })
  async facets(@Req() request: AdminRequest): Promise<Facets> {
    const { query, rest } = questionOf(request.originalUrl, this.options.timeZone);
    onlyKnownBesideFields(rest);
    if (readsBodies(query)) await this.permissions.demand(request, 'bodies');
    const facets = await this.records.facets(query);
    await this.audit.write(request, { action: 'facets', query });
    return facets;
  }

  @Get('records/:id')
  @OpenApiOperation({
    id: 'getActivityRecord',
    summary: 'Get a record',
    answer: 'The record. Headers and bodies are included if the caller may read them.',
    schema: RECORD,
    parameters: [ID_OF_A_RECORD],
    also: { ...BUSY, 404: 'There is no such record.' },
  })
  async record(@Req() request: AdminRequest, @Res() _response: object, @Param('id') id: string): Promise<ActivityLog> {
    const record = await this.records.record(id);
    await this.audit.write(request, { action: 'record', recordId: id, subject: record.user_id, records: 1 });
    return (await this.permissions.allows(request, 'bodies')) ? record : withoutBodies(record);
  }

  /** Of the same session, of the same trace, of the same person around that time. */
  @Get('records/:id/related')
  @OpenApiOperation({
    id: 'listRelatedActivity',
    summary: 'List the records related to a record',
    answer: 'Records of the same session, trace and person.',
    schema: RELATED_RECORDS,
    parameters: [ID_OF_A_RECORD],
    also: { ...BUSY, 404: 'There is no such record.' },
  })
  async relatedTo(
    @Req() request: AdminRequest,
    @Res() _response: object,
    @Param('id') id: string,
  ): Promise<RelatedRecords> {
    const record = await this.records.record(id);
    const related = await this.related.to(record);
    const records = Object.values(related).reduce((sum, list) => sum + list.length, 0);
    await this.audit.write(request, { action: 'related', recordId: id, subject: record.user_id, records });
    return related;
  }

  /** What a query text can ask for: for completion. */
  @Get('query/fields')
  @OpenApiOperation({
    id: 'listActivityQueryFields',
    summary: 'List the fields of the query language',
    answer: 'The fields, with their rules.',
    schema: QUERY_FIELDS,
    also: BUSY,
  })
  fields(): { fields: ({ name: string } & Pick<FieldRule, 'aliases' | 'example' | 'rule'>)[] } {
    return {
      fields: Object.entries(FIELDS).map(([name, { aliases, example, rule }]) => ({ name, aliases, example, rule })),
    };
  }
}
