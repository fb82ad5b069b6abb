import type { LegalHold } from '../../storage/port/legal-holds.js';

/** The custom store in use cannot change records. @publicApi */
export class ErasureNotSupportedError extends Error {
  override readonly name = 'ErasureNotSupportedError';

  constructor(missing: readonly string[]) {
    super(
      `The store given as storage.store has no ${missing.join(', no ')}; nothing was erased. Add ${missing.length > 1 ? 'them' : 'it'}.`,
    );
  }
}

/** A legal hold protects the person's records, or records that the erasure would change. @publicApi */
export class ErasureHeldError extends Error {
  override readonly name = 'ErasureHeldError';

  constructor(
    readonly hold: LegalHold,
    message: string,
  ) {
    super(message);
  }
}

/** Administrators cannot erase their own trail. @publicApi */
export class SelfErasureError extends Error {
  override readonly name = 'SelfErasureError';
}

/** The token does not belong to a dry run with the same parameters. @publicApi */
export class DryRunTokenError extends Error {
  override readonly name = 'DryRunTokenError';
}
