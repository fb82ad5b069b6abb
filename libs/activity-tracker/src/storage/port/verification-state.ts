/** Result of a verification of the log. @publicApi */
export interface VerificationResult {
  /** When it ended. */
  at: Date;
  /** `whole`: nothing is missing or wrong, or all of it is explained. */
  verdict: 'whole' | 'broken';
  /** Begin of the part that was read; `null` if it had none. */
  from: Date | null;
  /** End of the part that was read; `null` if it had none. */
  to: Date | null;
  /** Records read. */
  records: number;
  /** Lives of processes. */
  instances: number;
  /** Missing records that the log explains, by cause. */
  explained: Readonly<Record<string, number>>;
  /** Missing records that nothing explains. */
  unexplained: number;
  /** Findings, all of them. */
  problems: number;
  /** Messages of the first findings. */
  findings: readonly string[];
}

/** Keeps the result of the last verification, for the health page. @publicApi */
export interface VerificationState {
  /** @throws StoreUnavailableError */
  save(result: VerificationResult): Promise<void>;
  /** Returns the last result; `null` if the log was never verified. @throws StoreUnavailableError */
  last(): Promise<VerificationResult | null>;
}
