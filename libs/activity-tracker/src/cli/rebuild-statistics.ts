import type { RebuildProgress } from '../storage/port/statistics.js';
import { CommandError } from './command-error.js';
import { type LogArguments, namedLog, storeOf } from './named-database.js';
import { instantOf, instantProblem } from './span.js';

export interface RebuildSettings extends LogArguments {
  from?: string;
  to?: string;
}

export async function rebuildStatistics(
  { from, to, ...log }: RebuildSettings,
  say: (line: string) => void,
): Promise<string> {
  const span = { from: instant('from', from), to: instant('to', to) };
  const store = storeOf(namedLog('rebuild-statistics', log), { warn: say });
  try {
    const done = await store.statistics.rebuild(span, daily(say));
    if (done) return `${done.records} records counted, back to ${done.hour.toISOString()}.\n`;
    const { collection: searched } = await store.describe();
    return `There are no records in ${searched}. Name another database or collection with --db and --collection.\n`;
  } catch (error) {
    throw new CommandError((error as Error).message);
  } finally {
    await store.close();
  }
}

/** One line per day, not per hour. */
function daily(say: (line: string) => void): (progress: RebuildProgress) => void {
  let day = '';
  return ({ hour, records }) => {
    const current = hour.toISOString().slice(0, 10);
    if (current !== day) say(`${current}  ${records} records`);
    day = current;
  };
}

function instant(name: 'from' | 'to', text: string | undefined): Date | undefined {
  const date = instantOf(name, text);
  if (date === null) throw new CommandError(instantProblem(name, text));
  return date;
}
