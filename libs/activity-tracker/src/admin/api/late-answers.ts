import { Late } from '../../common/late.js';
import type { AdminAnswers, AnswerNeeds } from './answers/admin-answers.js';

export const ADMIN_ANSWERS = Symbol.for('nestjs-activity-tracker:AdminAnswers');

/** Nest needs the controllers' routes at boot; the code behind them is loaded with the first request. */
export type LateAnswers = Late<AdminAnswers>;

export function lateAnswers(needs: AnswerNeeds): LateAnswers {
  return new Late('The admin API', async () => {
    const { AdminAnswers } = await import('./answers/admin-answers.js');
    return new AdminAnswers(needs);
  });
}
