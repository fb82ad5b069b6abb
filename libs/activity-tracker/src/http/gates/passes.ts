import { type Abstract, type CustomDecorator, SetMetadata } from '@nestjs/common';
import type { Gate } from './gate.js';

export interface Passage {
  gate: Abstract<Gate>;
  concerns?(request: object): boolean;
}

export const PASSAGES = 'activity-tracker:passages';

/** Gates of a controller, in this order; a full one answers 429 with `Retry-After`. */
export const Passes = (...passages: Passage[]): CustomDecorator => SetMetadata(PASSAGES, passages);
