import type { Passage } from '../../http/gates/passes.js';
import { QueryGate } from '../../http/gates/query-gate.js';
import { ExportGate } from '../export-gate.js';
import type { AdminRequest } from './admin-api.js';
import { questionOf } from './question.js';

export const EXPORTS: Passage = { gate: ExportGate };

export const QUERIES: Passage = { gate: QueryGate };

/** For word searches. Must precede other gates, whose slots it would block while waiting. */
export const WORD_SEARCHES: Passage = {
  gate: ExportGate,
  concerns(request: AdminRequest) {
    try {
      return questionOf(request.originalUrl, { payloadKeys: 'any' }).query.conditions.some(
        ({ field }) => field === 'text',
      );
    } catch {
      // The handler responds with 400.
      return false;
    }
  },
};
