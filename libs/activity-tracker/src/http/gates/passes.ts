import { type Abstract, type CustomDecorator, SetMetadata } from '@nestjs/common';
import type { Gate } from './gate.js';

export interface Passage {
  gate: Abstract<Gate>;
  concerns?(request: object): boolean;
}

export const PASSAGES = 'activity-tracker:passages';

/**
 * Sends requests to a controller through gates, in this order; responds with 429 and `Retry-After` if no slot becomes
 * free.
 */
export const Passes = (...passages: Passage[]): CustomDecorator => SetMetadata(PASSAGES, passages);
