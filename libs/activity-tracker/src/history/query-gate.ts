import { Inject, Injectable } from '@nestjs/common';
import { Gate } from './gate.js';
import { HISTORY_OPTIONS, type HistoryOptions } from './history.options.js';

/** The gate of queries: `history.maxConcurrent` at the same time. */
@Injectable()
export class QueryGate extends Gate {
  constructor(@Inject(HISTORY_OPTIONS) { maxConcurrent }: Pick<HistoryOptions, 'maxConcurrent'>) {
    super(maxConcurrent, 'Too many history queries run at the moment.');
  }
}
