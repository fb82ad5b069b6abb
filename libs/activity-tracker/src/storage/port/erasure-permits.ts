/**
 * What dry runs permit: each permit is redeemed once, by whichever process, and runs out. A store keeps it because
 * "once" holds across processes only where all of them look.
 * @publicApi
 */
export interface ErasurePermits {
  /** @throws StoreUnavailableError */
  issue(permit: ErasurePermit, validMs: number): Promise<void>;
  /** Takes the permit; `false` if there is none, it ran out, or it is bound to something else, which leaves it in place. */
  redeem(permit: ErasurePermit): Promise<boolean>;
}

/** Two digests, so that what is stored neither is a token nor names anybody. @publicApi */
export interface ErasurePermit {
  /** Digest of the token that redeems the permit. */
  id: string;
  /** Of everything the permit is good for. */
  binding: string;
}
