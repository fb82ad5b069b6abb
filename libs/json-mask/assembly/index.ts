import { prepareClasses } from './string-classes';

export { forgetKeys } from './key-table';
export { mask, maskToBson, nodesSeen, worthSeen } from './mask';
export { maskAt } from './masked-output';

/** Where texts may be written: up to there, memory is taken. */
export function freeFrom(): usize {
  return __heap_base;
}

prepareClasses();
