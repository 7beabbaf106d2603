/** Keeps what must not lie readable on the disk. On Windows the host seals with DPAPI bound to the machine. */
export interface Secrets {
  /** Throws when the host cannot seal. */
  seal(plain: Uint8Array): Promise<Uint8Array>;
  /** Throws when the host cannot open it, for example because the disk was moved to another machine. */
  unseal(sealed: Uint8Array): Promise<Uint8Array>;
}
