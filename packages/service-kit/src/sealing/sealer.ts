import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { systemClock } from '../clock.ts';
import { decrypt, encrypt } from './aes-gcm.ts';
import type { KeyProvider } from './key-provider.ts';

/** A secret at rest: plain JSON, binary members in base64. */
export interface Sealed {
  v: 1;
  keyId: string;
  wrapped: string;
  nonce: string;
  ciphertext: string;
  tag: string;
}

/**
 * Envelope encryption, AES-256-GCM with a data key per record. `aad` names what the secret belongs to
 * (company, user, purpose, version), so that a sealed secret moved to another record does not open.
 */
export interface Sealer {
  seal(plain: Uint8Array, aad: string): Promise<Sealed>;
  /** Rejects when the record, the key or `aad` is not the one that sealed. */
  open(sealed: Sealed, aad: string): Promise<Uint8Array>;
}

/** How long an unwrapped data key stays in memory, in milliseconds, and how many at most. */
const keptForMs = 60_000;
const keptKeys = 10_000;

export function createSealer(provider: KeyProvider, clock: Clock = systemClock): Sealer {
  const kept = new Map<string, { dataKey: Uint8Array; until: number }>();

  const dataKeyOf = async ({ keyId, wrapped }: Sealed): Promise<Uint8Array> => {
    const now = clock().getTime();
    forgetExpired(kept, now);
    const name = `${keyId} ${wrapped}`;
    const known = kept.get(name);
    if (known !== undefined) return known.dataKey;
    const dataKey = await provider.unwrap({ keyId, wrapped });
    if (kept.size < keptKeys) kept.set(name, { dataKey, until: now + keptForMs });
    return dataKey;
  };

  return {
    async seal(plain, aad) {
      const dataKey = randomBytes(32);
      const { nonce, ciphertext, tag } = encrypt(dataKey, plain, aad);
      return { v: 1, ...(await provider.wrap(dataKey)), nonce: text(nonce), ciphertext: text(ciphertext), tag: text(tag) };
    },
    async open(sealed, aad) {
      if (sealed.v !== 1) throw new Error('The sealed record has an unknown version.');
      return decrypt(await dataKeyOf(sealed), { nonce: bytes(sealed.nonce), ciphertext: bytes(sealed.ciphertext), tag: bytes(sealed.tag) }, aad);
    },
  };
}

const text = (buffer: Buffer): string => buffer.toString('base64');
const bytes = (base64: string): Buffer => Buffer.from(base64, 'base64');

/** Entries stand in the order they were made, and all live equally long: the oldest are first. */
function forgetExpired(kept: Map<string, { until: number }>, now: number): void {
  for (const [name, { until }] of kept) {
    if (until > now) return;
    kept.delete(name);
  }
}
