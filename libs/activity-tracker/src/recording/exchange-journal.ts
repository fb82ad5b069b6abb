import type { ActivityLog } from '../record/activity-log.js';
import type { Exchange } from '../capture/exchange.js';
import type { MaybeVerdict, Verdict } from '../identity/identity.js';
import type { Call } from './call.js';
import type { Journaled, RecordSink } from './record-sink.js';
import type { BuiltRecord } from './building/record-builder.js';
import type { Tracking } from './tracking-policy.js';

export interface IdentifiedExchange {
  readonly call: Call;
  readonly tracking: Tracking;
  readonly verdict: MaybeVerdict;
}

/** What is known before the exchange ends, and the record on disk with the state that it shows. */
interface Ahead {
  readonly identified: IdentifiedExchange;
  journaled: Journaled | undefined;
  outcome: Exchange['outcome'];
  isPartial: boolean;
}

export class ExchangeJournal {
  constructor(
    private readonly build: (call: Call, verdict: Verdict) => BuiltRecord,
    private readonly sink: RecordSink,
  ) {}

  /** Writes the record of a {@link remember remembered} exchange to disk, in place of one written before. */
  write(call: Call, verdict: Verdict): void {
    const { exchange } = call;
    const ahead = aheadOf(exchange)!;
    const before = ahead.journaled;
    const built = this.build(call, verdict);
    // After a crash both are on disk, and only one of them is stored.
    if (before) keepIdentity(built.record, before.record);
    const { outcome, requestBody } = exchange;
    ahead.journaled = this.sink.journal(built, before);
    ahead.outcome = outcome;
    ahead.isPartial = requestBody !== undefined && !requestBody.complete;
    if (before) this.sink.discard(before);
    // The application may reuse its buffers once they are sent.
    if (ahead.isPartial) exchange.sent.detach();
  }

  remember(identified: IdentifiedExchange): void {
    const { exchange } = identified.call;
    if (aheadOf(exchange)) return;
    const ahead: Ahead = { identified, journaled: undefined, outcome: undefined, isPartial: false };
    exchange.writtenAhead = ahead;
  }

  recall(exchange: Exchange): IdentifiedExchange | undefined {
    return aheadOf(exchange)?.identified;
  }

  has(exchange: Exchange): boolean {
    return aheadOf(exchange)?.journaled !== undefined;
  }

  /** Whether the record was written before the request body had arrived: the response did not wait for it. */
  isPartial(exchange: Exchange): boolean {
    return aheadOf(exchange)?.isPartial === true;
  }

  finish(exchange: Exchange): boolean {
    const ahead = aheadOf(exchange);
    if (!ahead?.journaled) return false;
    const { journaled, outcome } = ahead;
    ahead.journaled = undefined;
    this.sink.acceptJournaled(exchange.outcome === outcome ? journaled : this.corrected(journaled, exchange));
    return true;
  }

  /** The client aborted the response, so outcome, status and duration changed. */
  private corrected(journaled: Journaled, { outcome, statusCode, executionTime }: Exchange): Journaled {
    const { record } = journaled;
    // A missing field was removed by masking.removeKeys.
    if ('outcome' in record) record.outcome = outcome!;
    if ('status_code' in record) record.status_code = statusCode;
    if ('execution_time' in record) record.execution_time = executionTime;
    const corrected = this.sink.journal(journaled, journaled);
    this.sink.discard(journaled);
    return corrected;
  }
}

function keepIdentity(record: ActivityLog, { _id, instance, seq }: ActivityLog): void {
  record._id = _id;
  if (instance === undefined || seq === undefined) return;
  record.instance = instance;
  record.seq = seq;
}

function aheadOf({ writtenAhead }: Exchange): Ahead | undefined {
  return writtenAhead as Ahead | undefined;
}
