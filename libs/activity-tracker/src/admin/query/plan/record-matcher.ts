import { Query } from 'mingo';
import { badParameter } from '../../../http/parameters/bad-parameter.js';
import type { ActivityLog } from '../../../record/activity-log.js';
import type { ActivityQuery } from '../activity-query.js';
import { isTimeField } from '../parse/time-fields.js';
import { toFilter } from './to-filter.js';

/**
 * Ignores the time.
 * @throws BadRequestException for a query with words, which the fields of new records do not cover
 */
export function recordMatcher({ conditions }: ActivityQuery): (record: ActivityLog) => boolean {
  if (conditions.some(({ field }) => field === 'text'))
    throw badParameter('q', 'contains words, which the live tail cannot search: remove the words');
  const filter = toFilter({ conditions: conditions.filter(({ field }) => !isTimeField(field)) }, new Date());
  const query = new Query<ActivityLog>(filter, { scriptEnabled: false });
  return (record) => query.test(record);
}
