import { prepareClasses } from './string-classes';

export { forgetKeys } from './key-table';
export { mask, maskToBson, nodesSeen, worthSeen } from './mask';
export { maskAt } from './masked-output';

/** First free byte of memory. */
export function freeFrom(): usize {
  return __heap_base;
}

prepareClasses();
