import type { MaskDecisions } from './mask-decisions.js';

/** Nothing is a secret. The engine tells callers apart by their `keys`. */
export const nothingSecret = () =>
  ({
    mask: '"***"',
    keys: { cacheGeneration: 0 },
    replacement: '',
    writtenKey: () => undefined,
    look: () => 0,
    secret: () => false,
    card: () => false,
    nameAt: () => false,
    isReplacementName: () => false,
    named: () => false,
  }) satisfies Omit<MaskDecisions, 'keyAt'>;
