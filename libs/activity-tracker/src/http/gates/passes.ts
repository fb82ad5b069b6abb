import { type Abstract, type CustomDecorator, SetMetadata } from '@nestjs/common';
import type { Gate } from './gate.js';

/** A gate that requests to a controller go through. */
export interface Passage {
  gate: Abstract<Gate>;
  /** Whether a request needs a place; every request by default. */
  concerns?(request: object): boolean;
}

/** Metadata key of {@link Passes}. */
export const PASSAGES = 'activity-tracker:passages';

/** Sends requests to a controller through gates, in this order; 429 with `Retry-After` if no place becomes free in time. */
export const Passes = (...passages: Passage[]): CustomDecorator => SetMetadata(PASSAGES, passages);
