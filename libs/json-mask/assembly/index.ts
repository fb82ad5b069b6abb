import { prepareEscapes } from './escapes';
import { prepareClasses } from './string-classes';

export { forgetKeys } from './key-table';
export { mask, maskToBson } from './mask';
export { maskAt } from './masked-output';
export { behindValue } from './scan';
export { nodesSeen, worthSeen } from './pass-state';

/** First free byte of memory. */
export function freeFrom(): usize {
  return __heap_base;
}

prepareClasses();
prepareEscapes();
