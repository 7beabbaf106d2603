/** A data key under a key-encryption key; safe to store beside what the data key sealed. */
export interface WrappedKey {
  keyId: string;
  wrapped: string;
}

/**
 * The door to the key-encryption keys: a key management service, a hardware module, or a file on one
 * machine. The keys themselves never pass through it.
 */
export interface KeyProvider {
  wrap(dataKey: Uint8Array): Promise<WrappedKey>;
  /** Rejects when the key is unknown or the wrapping was tampered with. */
  unwrap(wrapped: WrappedKey): Promise<Uint8Array>;
}
