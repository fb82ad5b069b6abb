export { InMemoryActivityStore, type InMemoryStoreOptions } from './storage/memory/in-memory.store.js';
export { recordedActivity } from './testing/recorded-activity.js';
