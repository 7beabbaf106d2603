/** Remembers which assertions were used. */
export interface UsedAssertions {
  /** True once per device and `jti`; false ever after until `expiresAt`. Atomic over all instances. Rejects when it cannot tell. */
  claim(deviceId: string, jti: string, expiresAt: Date): Promise<boolean>;
}
