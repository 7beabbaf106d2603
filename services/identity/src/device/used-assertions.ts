/** One assertion of one PC. */
export interface AssertionUse {
  readonly companyId: string;
  readonly deviceId: string;
  readonly jti: string;
  /** From then on the assertion is refused for its time anyway. */
  readonly usableUntil: Date;
}

/** Remembers which assertions were used. */
export interface UsedAssertions {
  /**
   * True once per PC and `jti`; false ever after until `usableUntil`, whatever server is lost in between. Atomic over
   * all instances. Rejects when it cannot tell.
   */
  claim(use: AssertionUse): Promise<boolean>;
}
