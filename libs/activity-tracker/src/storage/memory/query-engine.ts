/** What filters and pipelines run on outside of MongoDB. A file, so that a bundler takes only these of mingo. */
export { aggregate, Query } from 'mingo';
