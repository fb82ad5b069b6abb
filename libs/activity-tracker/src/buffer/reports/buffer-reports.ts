import type { HostLog } from '../../common/host-log.js';
import { GivenOutcomes } from '../flush/given-outcomes.js';
import { BufferCounts } from './buffer-counts.js';
import { GapLog } from './gap-log.js';
import { OutageLog } from './outage-log.js';

export class BufferReports {
  readonly counts = new BufferCounts();
  readonly gaps: GapLog;
  readonly outage: OutageLog;
  readonly outcomes: GivenOutcomes;

  constructor(readonly logger: HostLog) {
    this.gaps = new GapLog(logger);
    this.outage = new OutageLog(logger);
    this.outcomes = new GivenOutcomes(logger);
  }
}
