import type { ActivityLog } from '../record/activity-log.js';
import type { Exchange } from '../capture/exchange.js';
import type { Identity, MaybeIdentity } from '../identity/identity.js';
import type { Call } from './call.js';
import type { Journaled, RecordSink } from './record-sink.js';
import type { RecordBuilder } from './record-builder.js';
import type { Tracking } from './tracking-policy.js';

export interface IdentifiedExchange {
  readonly call: Call;
  readonly tracking: Tracking;
  readonly identity: MaybeIdentity;
}

/** A record on disk, and the state of its exchange when it was written. */
interface Written {
  readonly journaled: Journaled;
  readonly outcome: Exchange['outcome'];
  readonly isPartial: boolean;
}

export class ExchangeJournal {
  private readonly written = new WeakMap<Exchange, Written>();
  private readonly identified = new WeakMap<Exchange, IdentifiedExchange>();

  constructor(
    private readonly builder: Pick<RecordBuilder, 'build'>,
    private readonly sink: RecordSink,
  ) {}

  write(call: Call, identity: Identity | null): void {
    const { exchange } = call;
    const before = this.written.get(exchange)?.journaled;
    const built = this.builder.build(call, identity);
    // After a crash both are on disk, and only one of them is stored.
    if (before) keepIdentity(built.record, before.record);
    const { outcome, requestBody } = exchange;
    const isPartial = requestBody !== undefined && !requestBody.complete;
    this.written.set(exchange, { journaled: this.sink.journal(built), outcome, isPartial });
    if (before) this.sink.discard(before);
    // The application may reuse its buffers once they are sent.
    if (isPartial) exchange.sent.detach();
  }

  /** A pending identity, or one without a record, is kept until the exchange ends. */
  remember(identified: IdentifiedExchange): void {
    this.identified.set(identified.call.exchange, identified);
  }

  recall(exchange: Exchange): IdentifiedExchange | undefined {
    return this.identified.get(exchange);
  }

  has(exchange: Exchange): boolean {
    return this.written.has(exchange);
  }

  /** Whether the record was written before the request body had arrived: the response did not wait for it. */
  isPartial(exchange: Exchange): boolean {
    return this.written.get(exchange)?.isPartial === true;
  }

  finish(exchange: Exchange): boolean {
    const written = this.written.get(exchange);
    if (!written) return false;
    this.written.delete(exchange);
    const { journaled, outcome } = written;
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
    const corrected = this.sink.journal(journaled);
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
