/** Limits how often one PC may try activation codes. */
export interface ActivationAttempts {
  /** Charges one attempt; the answer is how many ms to wait, 0 when it may go on. Rejects when it cannot tell. */
  charge(companyId: string, deviceId: string): Promise<number>;
}

export const activationAttemptLimit = { attempts: 20, perMs: 15 * 60_000 } as const;
