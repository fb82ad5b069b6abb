import { NotFoundException, NotImplementedException, ServiceUnavailableException } from '@nestjs/common';
import { badParameter } from '../../../http/parameters/bad-parameter.js';
import { callerOf } from '../../../http/access/caller.js';
import { endOf } from '../../../http/parameters/date-parameter.js';
import { readQueryString } from '../../../http/parameters/query-string.js';
import type { ActivityStore } from '../../../storage/port/activity-store.js';
import { type LegalHold, type LegalHolds, RetentionNotParkedError } from '../../../storage/port/legal-holds.js';
import type { AuditEntry } from '../../../storage/port/audit-store.js';
import type { AdminOptions } from '../../admin.options.js';
import type { AuditTrail } from '../../audit/audit-trail.js';
import type { AdminRequest } from '../admin-api.js';
import { onlyKnown } from '../question.js';
import { reasonOf } from '../reason.js';

const LONGEST_ID = 1_000;

class NoHoldError extends Error {
  override readonly name = 'NoHoldError';

  constructor() {
    super('The person is not under a legal hold. GET /holds lists the holds in force.');
  }
}

export class HoldsAnswers {
  constructor(
    private readonly store: ActivityStore,
    private readonly audit: AuditTrail,
    private readonly options: AdminOptions,
  ) {}

  async list(request: AdminRequest): Promise<{ holds: LegalHold[] }> {
    const parameters = readQueryString(request.originalUrl);
    onlyKnown(parameters, 'user');
    const user = parameters.user === undefined ? undefined : userOf(parameters.user);
    const found = user === undefined ? await this.holds().list() : await this.holds().of(user);
    const holds = [found ?? []].flat();
    await this.audit.write(request, {
      action: 'hold',
      parameters: { act: 'list' },
      subject: user,
      records: holds.length,
    });
    return { holds };
  }

  async place(request: AdminRequest): Promise<LegalHold> {
    const parameters = readQueryString(request.originalUrl);
    onlyKnown(parameters, 'user', 'reason', 'until');
    const hold: LegalHold = {
      user_id: userOf(parameters.user),
      reason: reasonOf(parameters.reason, true)!,
      until: untilOf(parameters.until),
      placed_by: callerOf(request).userId,
      placed_at: new Date(),
    };
    const holds = this.holds();
    const entry = await this.audit.write(request, {
      action: 'hold',
      parameters: { act: 'place', ...(hold.until && { until: hold.until.toISOString() }) },
      subject: hold.user_id,
      reason: hold.reason,
    });
    return this.endingEntry(entry, async () => {
      await holds.place(hold);
      return hold;
    });
  }

  async lift(request: AdminRequest): Promise<LegalHold> {
    const parameters = readQueryString(request.originalUrl);
    onlyKnown(parameters, 'user', 'reason');
    const user = userOf(parameters.user);
    const reason = reasonOf(parameters.reason, this.options.requireReason);
    const holds = this.holds();
    const entry = await this.audit.write(request, {
      action: 'hold',
      parameters: { act: 'lift' },
      subject: user,
      reason,
    });
    return this.endingEntry(entry, async () => {
      const hold = await holds.lift(user);
      if (!hold) throw new NoHoldError();
      return hold;
    });
  }

  private async endingEntry<T>(entry: AuditEntry, act: () => Promise<T>): Promise<T> {
    try {
      const result = await act();
      await this.audit.end(entry, { records: null, complete: true });
      return result;
    } catch (error) {
      const refused = error instanceof Error ? error.name : 'Error';
      await this.audit.end(entry, { records: null, complete: false, outcome: { refused } });
      if (error instanceof RetentionNotParkedError) throw new ServiceUnavailableException(error.message);
      if (error instanceof NoHoldError) throw new NotFoundException(error.message);
      throw error;
    }
  }

  private holds(): LegalHolds {
    if (this.store.holds) return this.store.holds;
    throw new NotImplementedException(
      'The store given as storage.store has no holds, so no legal hold can be placed. Add holds to it.',
    );
  }
}

function userOf(user = ''): string {
  if (user !== '' && user.length <= LONGEST_ID) return user;
  throw badParameter('user', `must be the id of a person, at most ${LONGEST_ID} characters, in the query string`, user);
}

function untilOf(text: string | undefined): Date | null {
  if (text === undefined || text === '') return null;
  const until = endOf(text);
  if (until instanceof Date && until > new Date()) return until;
  throw badParameter('until', 'must be a date or an instant in the future, such as 2031-12-31', text);
}
