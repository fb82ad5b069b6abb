import type { Exchange } from '../capture/exchange.js';
import type { Identity, MaybeIdentity } from '../identity/identity.js';
import type { Call } from './call.js';
import type { Journaled, RecordSink } from './record-sink.js';
import type { RecordBuilder } from './record-builder.js';
import type { Tracking } from './tracking-policy.js';

/** A call, and who made it. */
export interface IdentifiedExchange {
  readonly call: Call;
  readonly tracking: Tracking;
  readonly identity: MaybeIdentity;
}

/** Exchanges whose response is about to end: their records are on disk before its last byte leaves. */
export class ExchangeJournal {
  private readonly written = new WeakMap<Exchange, Journaled>();
  private readonly identified = new WeakMap<Exchange, IdentifiedExchange>();

  constructor(
    private readonly builder: Pick<RecordBuilder, 'build'>,
    private readonly sink: RecordSink,
  ) {}

  /** Writes the record; an earlier one of the same exchange gives way to it. */
  write(call: Call, identity: Identity | null): void {
    const { exchange } = call;
    const before = this.written.get(exchange);
    this.written.set(exchange, this.sink.journal(this.builder.build(call, identity)));
    if (before) this.sink.discard(before);
  }

  /** Keeps an identity that is not known yet, or of which no record is made, for the end of the exchange. */
  remember(identified: IdentifiedExchange): void {
    this.identified.set(identified.call.exchange, identified);
  }

  /** What {@link remember} was given. */
  recall(exchange: Exchange): IdentifiedExchange | undefined {
    return this.identified.get(exchange);
  }

  /** Whether a record of the exchange was written. */
  has(exchange: Exchange): boolean {
    return this.written.has(exchange);
  }

  /**
   * The exchange is over: hands its record on, if it was written.
   * @returns whether it was
   */
  finish(exchange: Exchange): boolean {
    const journaled = this.written.get(exchange);
    if (!journaled) return false;
    this.written.delete(exchange);
    this.sink.acceptJournaled(exchange.outcome === 'completed' ? journaled : this.corrected(journaled, exchange));
    return true;
  }

  /** The client did not wait for the end of the response. */
  private corrected(journaled: Journaled, { outcome, statusCode, executionTime }: Exchange): Journaled {
    const { record } = journaled;
    // Fields that masking.removeKeys names stay away.
    if ('outcome' in record) record.outcome = outcome!;
    if ('status_code' in record) record.status_code = statusCode;
    if ('execution_time' in record) record.execution_time = executionTime;
    const corrected = this.sink.journal(journaled);
    this.sink.discard(journaled);
    return corrected;
  }
}
