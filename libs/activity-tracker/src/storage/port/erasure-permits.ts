/**
 * Permits issued by dry runs. Each is redeemed once across all processes, and expires; the store keeps them because
 * processes share only the store.
 * @publicApi
 */
export interface ErasurePermits {
  /** Stores a permit that expires after `validMs` milliseconds. @throws StoreUnavailableError */
  issue(permit: ErasurePermit, validMs: number): Promise<void>;
  /**
   * Redeems the permit; resolves to `false` if it is missing, expired, or bound to another request, which leaves it in
   * place. @throws StoreUnavailableError
   */
  redeem(permit: ErasurePermit): Promise<boolean>;
}

/** Two digests, so that the store holds neither a token nor a person's id. @publicApi */
export interface ErasurePermit {
  /** Digest of the token that redeems the permit. */
  id: string;
  /** Digest of everything the permit covers. */
  binding: string;
}
