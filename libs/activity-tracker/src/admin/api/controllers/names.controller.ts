import { Controller, Get, Req } from '@nestjs/common';
import { OpenApiOperation } from '../../../http/open-api/operation.js';
import { badParameter } from '../../../http/parameters/bad-parameter.js';
import { readQueryString } from '../../../http/parameters/query-string.js';
import type { UserDescription } from '../../people/user-description.js';
import { UserNames } from '../../people/user-names.js';
import { AdminApi, type AdminRequest } from '../admin-api.js';
import { onlyKnown } from '../question.js';
import { USER_NAMES } from '../schemas/people-schemas.js';

const MAX_IDS = 200;

@Controller()
@AdminApi()
export class NamesController {
  constructor(private readonly names: UserNames) {}

  /** Reads no record, so it leaves no audit entry. */
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
    return { users: await this.names.describe(idsOf(ids)) };
  }
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
