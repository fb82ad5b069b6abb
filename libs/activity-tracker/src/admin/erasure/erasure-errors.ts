import type { LegalHold } from '../../storage/port/legal-holds.js';

/** The store in use is the host's own and cannot change what it holds. @publicApi */
export class ErasureNotSupportedError extends Error {
  override readonly name = 'ErasureNotSupportedError';

  constructor(missing: readonly string[]) {
    super(
      `The store given as storage.store has no ${missing.join(', no ')}; nothing was erased. Add ${missing.length > 1 ? 'them' : 'it'}.`,
    );
  }
}

/** A legal hold keeps the person's records, or records that an erasure was about to change. @publicApi */
export class ErasureHeldError extends Error {
  override readonly name = 'ErasureHeldError';

  constructor(
    readonly hold: LegalHold,
    message: string,
  ) {
    super(message);
  }
}

/** The administrator would erase their own trail. @publicApi */
export class SelfErasureError extends Error {
  override readonly name = 'SelfErasureError';
}

/** The token is not that of a dry run of the same parameters. @publicApi */
export class DryRunTokenError extends Error {
  override readonly name = 'DryRunTokenError';
}
