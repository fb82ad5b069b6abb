/** A separate file, so that bundlers include only these two exports of mingo. */
export { aggregate, Query } from 'mingo';
