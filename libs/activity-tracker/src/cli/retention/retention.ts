import { type ActivityTrackerOptions, queryContextOf } from '../../activity-tracker.options.js';
import { counted } from '../../common/counted.js';
import { messageOf } from '../../common/error-text.js';
import { sealsOf } from '../../integrity/record-links.js';
import { resolveOptions } from '../../module/options/resolve-options.js';
import { planRetention } from '../../retention/retention-plan.js';
import { previewRetention, type RetentionPreview, type RulePreview } from '../../retention/retention-preview.js';
import { RetentionRun } from '../../retention/retention-run.js';
import type { RetentionRule } from '../../storage/retention-rule.js';
import { MongoActivityStore } from '../../storage/mongo/mongo.store.js';
import { CommandError } from '../command-error.js';

/** A count that takes longer is given up. Milliseconds. */
const COUNT_MS = 300_000;
const MAX_COUNT = 1_000_000_000;

interface RetentionCommand {
  isDryRun: boolean;
  json: boolean | undefined;
  /** Begins the next process's turn at once when it aborts. */
  signal?: AbortSignal;
}

/** Shows what the rules of an application remove, or removes it now. */
export async function retention(
  given: ActivityTrackerOptions,
  { isDryRun, json, signal }: RetentionCommand,
  say: (line: string) => void,
): Promise<string> {
  const resolved = resolveOptions(given);
  const { mongo, storage, integrity } = resolved;
  if (storage.retention.length === 0)
    throw new CommandError(
      "the options have no storage.retention: there is nothing to do. Add rules, such as [{ keep: '90d' }].",
    );
  if (mongo?.uri === undefined)
    throw new CommandError('retention needs a MongoDB: --uri <connection string>, or mongo.uri in the options.');
  const rules = planRetention(storage.retention, queryContextOf(resolved));
  const store = new MongoActivityStore({
    uri: mongo.uri,
    dbName: mongo.dbName,
    collectionName: mongo.collectionName,
    seals: sealsOf(integrity),
    warn: say,
  });
  try {
    if (isDryRun) {
      const preview = await previewRetention(store, rules, { cap: MAX_COUNT, maxTimeMs: COUNT_MS });
      return json ? `${JSON.stringify(preview, undefined, 2)}\n` : previewText(preview);
    }
    const run = new RetentionRun(store, rules);
    const pass = await run.complete(signal);
    await run.release();
    if (!pass)
      throw new CommandError(
        'another process removes records at the moment. Nothing was removed; try again in a minute.',
      );
    if (json) return `${JSON.stringify(pass, undefined, 2)}\n`;
    return rules
      .map(({ index, rule }) => {
        const { records = 0, bodies = 0 } = pass.removed.find((each) => each.rule === index) ?? {};
        const removed = [
          ...(rule.keep === undefined ? [] : [`${counted(records, 'record')} removed`]),
          ...(rule.bodiesFor === undefined ? [] : [`bodies of ${counted(bodies, 'record')} removed`]),
        ];
        return `${ruleText(index, rule)}\n  ${removed.join(', ')}\n`;
      })
      .join('');
  } catch (error) {
    throw error instanceof CommandError ? error : new CommandError(messageOf(error));
  } finally {
    await store.close();
  }
}

function previewText({ rules, last }: RetentionPreview): string {
  const lines = rules.map(
    (rule) => `${ruleText(rule.rule, { ...rule, bodiesFor: rule.bodies_for })}\n  ${wouldText(rule)}\n`,
  );
  const lastText = last ? `The last pass ended at ${last.ended.toISOString()}.\n` : 'No pass has ended yet.\n';
  return `${lines.join('')}Nothing was removed. ${lastText}`;
}

function wouldText({ keep, bodies_for: bodiesFor, records, bodies, held }: RulePreview): string {
  const number = (count: number | null): string =>
    count === null ? 'more records than could be counted' : counted(count, 'record');
  return [
    ...(keep === undefined ? [] : [`would delete ${number(records)}`]),
    ...(bodiesFor === undefined ? [] : [`would remove the bodies of ${number(bodies)}`]),
    ...(held === 0 ? [] : [`would leave ${number(held)} under a legal hold`]),
  ].join('; ');
}

function ruleText(index: number, { when = 'every record', keep, bodiesFor }: RetentionRule): string {
  const terms = [...(keep ? [`keep ${keep}`] : []), ...(bodiesFor ? [`bodies for ${bodiesFor}`] : [])];
  return `storage.retention[${index}]  ${when}: ${terms.join(', ')}`;
}
