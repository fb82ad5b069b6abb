import type { ErasureOrders } from '../../storage/port/erasure-orders.js';
import { type UpkeepLife, UpkeepSchedule } from '../upkeep-schedule.js';

const ROUND_MS = 60_000;
export const ERASURE_ORDER_INTERVAL = 'activity-tracker:erasure-orders';

/** An insert of a busy process reads erasure orders by itself; an idle one may hold files that they concern. */
export class ErasureOrderSchedule extends UpkeepSchedule {
  constructor(orders: ErasureOrders | undefined, life: UpkeepLife) {
    const settings = {
      interval: ERASURE_ORDER_INTERVAL,
      roundMs: ROUND_MS,
      working: 'Erasure orders are read again.',
      failing: (reason: string) =>
        `Failed to read erasure orders: ${reason}. Retrying every ${ROUND_MS / 1_000} s; until then files in quarantine ` +
        'may hold records of persons who were erased (logged once).',
    };
    super(orders, settings, life);
  }
}
