import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

export interface Encrypted {
  nonce: Buffer;
  ciphertext: Buffer;
  tag: Buffer;
}

/** AES-256-GCM with a random 96-bit nonce; `aad` is what the text belongs to and is needed again to open it. */
export function encrypt(key: Uint8Array, plain: Uint8Array, aad: string): Encrypted {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 }).setAAD(Buffer.from(aad));
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
  return { nonce, ciphertext, tag: cipher.getAuthTag() };
}

/** Throws when key, text, tag or `aad` is not the one that was used. */
export function decrypt(key: Uint8Array, { nonce, ciphertext, tag }: Encrypted, aad: string): Uint8Array {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 }).setAAD(Buffer.from(aad)).setAuthTag(tag);
  return new Uint8Array(Buffer.concat([decipher.update(ciphertext), decipher.final()]));
}
