import { queryContextOf, type ResolvedOptions } from '../../activity-tracker.options.js';
import { DAY_MS } from '../../common/time.js';
import { readRetentionRules } from '../../retention/retention-rules.js';

const METHODS = ['delete', 'rewrite'] as const;

/** One sentence for each fault of `storage.retention`. */
export function* retentionProblems(options: ResolvedOptions): Generator<string> {
  const { retention, retentionDays, store } = options.storage;
  if (retention.length === 0) return;
  const { rules, problems } = readRetentionRules(retention, queryContextOf(options));
  yield* problems;
  for (const { index, rule, terms } of retentionDays === undefined ? [] : rules) {
    for (const [option, term] of [
      ['keep', terms.records],
      ['bodiesFor', terms.bodies],
    ] as const)
      if (term !== undefined && term > retentionDays! * DAY_MS)
        yield `storage.retention[${index}].${option} is ${JSON.stringify(rule[option])}: must not be longer than storage.retentionDays, ${retentionDays}, after which MongoDB deletes every record. Shorten it, or remove storage.retentionDays.`;
  }
  const missing = store ? METHODS.filter((method) => typeof store[method] !== 'function') : [];
  if (missing.length > 0)
    yield `storage.retention needs ${missing.map((method) => `${method}()`).join(' and ')}, which storage.store does not have. Add ${missing.length > 1 ? 'them' : 'it'}, or remove storage.retention.`;
}
