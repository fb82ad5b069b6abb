import { milliseconds } from '../../../libs/activity-tracker/src/admin/query/parse/period';
import { endOfDay, isDate, startOfDay } from '../../../libs/activity-tracker/src/admin/query/parse/day-in-zone';
import { Scanner } from '../../../libs/activity-tracker/src/admin/query/parse/scanner';
import { timeFieldOf } from '../../../libs/activity-tracker/src/admin/query/parse/time-fields';
import { valueText, wordsText } from '../../../libs/activity-tracker/src/admin/query/parse/value-text';
import { Zone as WallClock } from '../../../libs/activity-tracker/src/common/zone';
import { fixedOffset, fixedOffsetOf } from '../../../libs/activity-tracker/src/common/fixed-offset';
import { DAY_MS } from '../../../libs/activity-tracker/src/common/time';
import { ORIGIN_FIELDS, TARGET_FIELDS } from '../../../libs/activity-tracker/src/record/activity-log';

/** Code of the library that runs in the panel, too: it imports neither Nest nor Node. */
export {
  DAY_MS,
  ORIGIN_FIELDS,
  Scanner,
  TARGET_FIELDS,
  WallClock,
  endOfDay,
  fixedOffset,
  fixedOffsetOf,
  isDate,
  milliseconds,
  startOfDay,
  timeFieldOf,
  valueText,
  wordsText,
};
