import { Controller, Get, Req } from '@nestjs/common';
import { OpenApiOperation } from '../../../http/open-api/operation.js';
import { badParameter } from '../../../http/parameters/bad-parameter.js';
import { readQueryString } from '../../../http/parameters/query-string.js';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { UserDescription } from '../../people/user-description.js';
import { UserNames } from '../../people/user-names.js';
import type { ActivityQuery } from '../../query/activity-query.js';
import { AdminApi, type AdminRequest } from '../admin-api.js';
import { onlyKnown } from '../question.js';
import { USER_NAMES } from '../schemas/people-schemas.js';

const MAX_IDS = 200;

@Controller()
@AdminApi()
export class NamesController {
  constructor(
    private readonly names: UserNames,
    private readonly audit: AuditTrail,
  ) {}

  @Get('names')
  @OpenApiOperation({
    id: 'listActivityNames',
    summary: 'Describe people by their ids',
    answer: 'The people whom the application knows, by their ids.',
    schema: USER_NAMES,
    parameters: [{ name: 'ids', description: `Ids, each percent-encoded, with commas between; at most ${MAX_IDS}.` }],
  })
  async describe(@Req() request: AdminRequest): Promise<{ users: Record<string, UserDescription> }> {
    const { ids = '', ...rest } = readQueryString(request.originalUrl);
    onlyKnown(rest, 'ids');
    const asked = idsOf(ids);
    if (!this.names.areKnown || asked.length === 0) return { users: {} };
    const users = await this.names.describe(asked);
    await this.audit.write(request, { action: 'people', query: queryOf(asked), parameters: { of: 'names' } });
    return { users };
  }
}

function queryOf(ids: readonly string[]): ActivityQuery {
  const terms = ids.map((value) => ({ operator: 'equals', value }) as const);
  return { conditions: [{ field: 'user', negated: false, terms }] };
}

function idsOf(text: string): string[] {
  const ids = text.split(',').filter((id) => id !== '');
  if (ids.length > MAX_IDS) throw badParameter('ids', `must be at most ${MAX_IDS} ids: ask for the rest separately`);
  try {
    return ids.map(decodeURIComponent);
  } catch {
    throw badParameter('ids', 'must be ids that are each percent-encoded, with commas between', text);
  }
}
