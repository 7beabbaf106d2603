export interface IdempotencyClaim {
  /** Whose keys they are: nobody meets another caller's key. */
  readonly scope: string;
  readonly key: string;
  /** Digest of the request. */
  readonly fingerprint: string;
  /** Identifier that the creation shall use. */
  readonly id: string;
  readonly at: Date;
}

/** Remembers for 30 days which identifier a creating call was given, so that repeating it creates nothing more. */
export interface IdempotencyStore {
  /**
   * The identifier of the first call with this key: the claimed one, or the one remembered.
   * `reused`: the key came before with another request.
   */
  claim(claim: IdempotencyClaim): Promise<{ outcome: 'claimed' | 'repeated'; id: string } | { outcome: 'reused' }>;
}
