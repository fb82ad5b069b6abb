import { Query } from 'mingo';
import { badParameter } from '../../../http/parameters/bad-parameter.js';
import type { ActivityLog } from '../../../record/activity-log.js';
import type { ActivityQuery } from '../activity-query.js';
import { isTimeField } from '../parse/fields.js';
import { toFilter } from './to-filter.js';

/**
 * Tells of a record as it comes in whether a query asks for it; its time does not matter, since that is now.
 * @throws BadRequestException for a query with words: what they are looked for in does not come along
 */
export function recordMatcher({ conditions }: ActivityQuery): (record: ActivityLog) => boolean {
  if (conditions.some(({ field }) => field === 'text'))
    throw badParameter('q', 'holds words, which are not looked for in what comes in: leave the words out');
  const filter = toFilter({ conditions: conditions.filter(({ field }) => !isTimeField(field)) }, new Date());
  const query = new Query<ActivityLog>(filter, { scriptEnabled: false });
  return (record) => query.test(record);
}
