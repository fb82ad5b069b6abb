import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { BUSY, OpenApiOperation } from '../../../http/open-api/operation.js';
import { PAGE_PARAMETERS } from '../../../http/open-api/page-parameters.js';
import { ID_OF_A_RECORD, QUESTION_PARAMETERS, LIST_PARAMETERS } from '../question-parameters.js';
import { Passes } from '../../../http/gates/passes.js';
import type { ActivityLog } from '../../../record/activity-log.js';
import type { Facets } from '../../records/facets/facet.types.js';
import type { Described } from '../../people/user-names.js';
import type { ListedField, RecordsAnswer } from '../answers/records.answers.js';
import { type RelatedRecords } from '../../records/related.service.js';
import { AdminApi, type AdminRequest } from '../admin-api.js';
import { ADMIN_ANSWERS, type LateAnswers } from '../late-answers.js';
import { QUERIES, WORD_SEARCHES } from '../passages.js';
import { FACET_SCHEMAS, QUERY_FIELDS, RECORD, RECORD_PAGE, RELATED_RECORDS } from '../schemas/record-schemas.js';

@Controller()
@AdminApi()
@Passes(WORD_SEARCHES, QUERIES)
export class RecordsController {
  constructor(@Inject(ADMIN_ANSWERS) private readonly answers: LateAnswers) {}

  @Get('records')
  @OpenApiOperation({
    id: 'listActivityRecords',
    summary: 'List the matching records, newest first unless they are sorted',
    answer: 'A page of records, without headers and bodies.',
    schema: RECORD_PAGE,
    parameters: [...QUESTION_PARAMETERS, ...LIST_PARAMETERS, ...PAGE_PARAMETERS],
    also: BUSY,
  })
  async list(@Req() request: AdminRequest): Promise<RecordsAnswer> {
    return (await this.answers.get()).records.list(request);
  }

  @Get('facets')
  @OpenApiOperation({
    id: 'getActivityFacets',
    summary: 'Count the values of each field',
    answer: 'The values of each field, with their counts.',
    schema: FACET_SCHEMAS,
    parameters: QUESTION_PARAMETERS,
    also: BUSY,
  })
  async facets(@Req() request: AdminRequest): Promise<Facets> {
    return (await this.answers.get()).records.facets(request);
  }

  @Get('records/:id')
  @OpenApiOperation({
    id: 'getActivityRecord',
    summary: 'Get a record',
    answer: 'The record. Headers and bodies are included if the caller may read them.',
    schema: RECORD,
    parameters: [ID_OF_A_RECORD],
    also: { ...BUSY, 404: 'The record does not exist.' },
  })
  async record(@Req() request: AdminRequest, @Res() _response: object, @Param('id') id: string): Promise<ActivityLog> {
    return (await this.answers.get()).records.record(request, id);
  }

  /** Records of the same session, of the same trace, and of the same person around that time. */
  @Get('records/:id/related')
  @OpenApiOperation({
    id: 'listRelatedActivity',
    summary: 'List the records related to a record',
    answer: 'Records of the same session, trace and person.',
    schema: RELATED_RECORDS,
    parameters: [ID_OF_A_RECORD],
    also: { ...BUSY, 404: 'The record does not exist.' },
  })
  async relatedTo(
    @Req() request: AdminRequest,
    @Res() _response: object,
    @Param('id') id: string,
  ): Promise<RelatedRecords & Described> {
    return (await this.answers.get()).records.relatedTo(request, id);
  }

  @Get('query/fields')
  @OpenApiOperation({
    id: 'listActivityQueryFields',
    summary: 'List the fields of the query language',
    answer: 'The fields, with their rules.',
    schema: QUERY_FIELDS,
    also: BUSY,
  })
  async fields(): Promise<{ fields: ListedField[] }> {
    return (await this.answers.get()).records.fields();
  }
}
