import { type HistoryAnswer, withLinks } from '../../../http/paging/links.js';
import { badParameter } from '../../../http/parameters/bad-parameter.js';
import { readQueryString } from '../../../http/parameters/query-string.js';
import type { Permissions } from '../../../http/access/permissions.js';
import type { AuditTrail } from '../../audit/audit-trail.js';
import type { Described, UserNames } from '../../people/user-names.js';
import {
  type ObjectCall,
  type ObjectHistoryPage,
  type ObjectHistoryService,
  queryOf,
} from '../../records/object-history.service.js';
import { recordsRequest } from '../../records/records-request.js';
import type { AdminRequest } from '../admin-api.js';

export type ObjectHistoryAnswer = HistoryAnswer<ObjectCall> & Pick<ObjectHistoryPage, 'resource'> & Described;

export class ObjectsAnswers {
  constructor(
    private readonly objects: ObjectHistoryService,
    private readonly names: UserNames,
    private readonly audit: AuditTrail,
    private readonly permissions: Permissions,
  ) {}

  async history(request: AdminRequest, type: string, id: string): Promise<ObjectHistoryAnswer> {
    const { query, limit, cursor } = recordsRequest(readQueryString(request.originalUrl));
    if (query.conditions.length > 0)
      throw badParameter(
        'q',
        'is not a parameter here: filter the list by resource instead, as in q=resource:order/4711',
      );
    const withChanges = await this.permissions.allows(request, 'bodies');
    const { nothing_found: _, ...page } = await this.objects.history({ type, id }, { limit, cursor, withChanges });
    await this.audit.write(request, {
      action: 'list',
      query: queryOf({ type, id }),
      parameters: { of: 'object' },
      records: page.results.length,
    });
    const people = page.results.flatMap(({ record }) => [record.user_id, record.actor_id]);
    return this.names.describing({ ...withLinks(page, request), resource: page.resource }, people);
  }
}
