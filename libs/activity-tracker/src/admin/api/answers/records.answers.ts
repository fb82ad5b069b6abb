import { badParameter } from '../../../http/parameters/bad-parameter.js';
import { type HistoryAnswer, withLinks } from '../../../http/paging/links.js';
import type { Permissions } from '../../../http/access/permissions.js';
import type { ActivityLog } from '../../../record/activity-log.js';
import type { AuditTrail } from '../../audit/audit-trail.js';
import { isPayloadField, namedPayloadFields, payloadKeyOf, ruleOf, spellingOf } from '../../query/parse/field-names.js';
import { FIELD_NAMES, type FieldRule } from '../../query/parse/fields.js';
import { readsBodies, omitBodies } from '../../records/body-fields.js';
import type { Facets } from '../../records/facets/facet.types.js';
import { recordsRequest } from '../../records/records-request.js';
import { LIST_FIELDS, type RecordPage, type RecordsService } from '../../records/records.service.js';
import type { Described } from '../../people/user-names.js';
import type { RelatedService, RelatedRecords } from '../../records/related.service.js';
import type { AdminRequest } from '../admin-api.js';
import { type AnswerContext, onlyKnownBesideFields, resolvedQuestionOf } from '../question.js';

export type RecordsAnswer = HistoryAnswer<ActivityLog> &
  Pick<RecordPage, 'searched_to' | 'sorted_from' | 'nothing_found'> &
  Described;

export interface ListedField extends Pick<FieldRule, 'aliases' | 'example' | 'rule'> {
  name: string;
  /** Field of the record, for a claim of `jwt.payloadKeys`. */
  claim?: string;
}

function payloadKeysOf(claims: readonly string[], known: readonly string[]): string[] {
  const unknown = claims.find((claim) => !known.includes(claim));
  if (unknown === undefined) return [...claims];
  const some = known.length > 0 ? `one of ${known.join(', ')}` : 'absent: jwt.payloadKeys is empty';
  throw badParameter('claims', `must name payload keys with commas between: ${some}`, unknown);
}

const peopleOf = (records: readonly ActivityLog[]): unknown[] =>
  records.flatMap(({ user_id, actor_id }) => [user_id, actor_id]);

export class RecordsAnswers {
  constructor(
    private readonly records: RecordsService,
    private readonly related: RelatedService,
    private readonly context: AnswerContext,
    private readonly audit: AuditTrail,
    private readonly permissions: Permissions,
  ) {}

  async list(request: AdminRequest): Promise<RecordsAnswer> {
    const { query, rest } = await resolvedQuestionOf(request.originalUrl, this.context);
    const { query: _none, claims, ...paging } = recordsRequest(rest);
    const fields = [...LIST_FIELDS, ...payloadKeysOf(claims, this.context.payloadKeys)];
    if (readsBodies(query)) await this.permissions.demand(request, 'bodies');
    const page = await this.records.list(query, { ...paging, fields });
    await this.audit.write(request, { action: 'list', query, parameters: rest, records: page.results.length });
    return this.context.names.describing(withLinks(page, request), peopleOf(page.results));
  }

  async facets(request: AdminRequest): Promise<Facets> {
    const { query, rest } = await resolvedQuestionOf(request.originalUrl, this.context);
    onlyKnownBesideFields(rest);
    if (readsBodies(query)) await this.permissions.demand(request, 'bodies');
    const facets = await this.records.facets(query);
    await this.audit.write(request, { action: 'facets', query });
    return facets;
  }

  async record(request: AdminRequest, id: string): Promise<ActivityLog> {
    const record = await this.records.record(id);
    await this.audit.write(request, { action: 'record', recordId: id, subject: record.user_id, records: 1 });
    return (await this.permissions.allows(request, 'bodies')) ? record : omitBodies(record);
  }

  async relatedTo(request: AdminRequest, id: string): Promise<RelatedRecords & Described> {
    const record = await this.records.record(id);
    const related = await this.related.to(record);
    const listed = [...related.session, ...related.trace, ...related.nearby];
    await this.audit.write(request, {
      action: 'related',
      recordId: id,
      subject: record.user_id,
      records: listed.length,
    });
    return this.context.names.describing(related, peopleOf(listed));
  }

  fields(): { fields: ListedField[] } {
    const claims = namedPayloadFields(this.context.payloadKeys);
    return {
      fields: [...FIELD_NAMES, ...claims].map((field) => {
        const { aliases, example, rule } = ruleOf(field);
        return {
          name: spellingOf(field),
          aliases,
          example,
          rule,
          ...(isPayloadField(field) && { claim: payloadKeyOf(field) }),
        };
      }),
    };
  }
}
