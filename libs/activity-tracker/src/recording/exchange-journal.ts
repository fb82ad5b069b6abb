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

export class ExchangeJournal {
  private readonly written = new WeakMap<Exchange, Journaled>();
  private readonly identified = new WeakMap<Exchange, IdentifiedExchange>();

  constructor(
    private readonly builder: Pick<RecordBuilder, 'build'>,
    private readonly sink: RecordSink,
  ) {}

  write(call: Call, identity: Identity | null): void {
    const { exchange } = call;
    const before = this.written.get(exchange);
    this.written.set(exchange, this.sink.journal(this.builder.build(call, identity)));
    if (before) this.sink.discard(before);
  }

  /** Keeps a pending identity, or one without a record, until the exchange ends. */
  remember(identified: IdentifiedExchange): void {
    this.identified.set(identified.call.exchange, identified);
  }

  recall(exchange: Exchange): IdentifiedExchange | undefined {
    return this.identified.get(exchange);
  }

  has(exchange: Exchange): boolean {
    return this.written.has(exchange);
  }

  finish(exchange: Exchange): boolean {
    const journaled = this.written.get(exchange);
    if (!journaled) return false;
    this.written.delete(exchange);
    this.sink.acceptJournaled(exchange.outcome === 'completed' ? journaled : this.corrected(journaled, exchange));
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
