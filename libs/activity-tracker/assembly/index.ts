import { prepareClasses } from './string-classes';

export { toBson } from './bson';
export { forgetKeys } from './key-table';
export { mask, maskAt, nodesSeen } from './mask';

/** Where texts may be written: up to there, memory is taken. */
export function freeFrom(): usize {
  return __heap_base;
}

prepareClasses();
