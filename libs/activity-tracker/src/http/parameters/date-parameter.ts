import { isISO8601 } from 'class-validator';

const DATE = /^\d{4}-\d\d-\d\d$/;
/** A space is an unencoded `+`. */
const INSTANT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+ -]\d\d:\d\d)$/;

/** The first instant of a date in UTC, or the given instant; other text is returned for the rule to reject. */
export function firstInstant(text: string): Date | string {
  return DATE.test(text) ? instant(`${text}T00:00:00.000Z`, text) : instant(text, text);
}

/** As {@link firstInstant}, but the last millisecond of a date: MongoDB stores no finer time. */
export function endOf(text: string): Date | string {
  return DATE.test(text) ? instant(`${text}T23:59:59.999Z`, text) : instant(text, text);
}

function instant(iso: string, text: string): Date | string {
  const [, local, zone] = INSTANT.exec(iso) ?? [];
  if (local === undefined || zone === undefined) return text;
  const exact = local + zone.replace(' ', '+');
  // Date.parse alone turns the 30th of February into the 1st of March.
  if (!isISO8601(exact, { strict: true, strictSeparator: true })) return text;
  const time = Date.parse(exact);
  return Number.isNaN(time) ? text : new Date(time);
}
