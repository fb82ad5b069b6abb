import type { Passage } from '../../http/gates/passes.js';
import { QueryGate } from '../../http/gates/query-gate.js';
import { ExportGate } from '../export-gate.js';
import type { AdminRequest } from './admin-api.js';
import { questionOf } from './question.js';

/** For exports, subject access and erasures. */
export const EXPORTS: Passage = { gate: ExportGate };

export const QUERIES: Passage = { gate: QueryGate };

/** For questions that hold words. Stands before other gates, whose places it would keep waiting. */
export const WORD_SEARCHES: Passage = {
  gate: ExportGate,
  concerns(request: AdminRequest) {
    try {
      return questionOf(request.originalUrl, 'UTC').query.conditions.some(({ field }) => field === 'text');
    } catch {
      // The handler answers 400.
      return false;
    }
  },
};
