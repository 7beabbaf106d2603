import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { decrypt, encrypt } from './aes-gcm.ts';
import type { KeyProvider } from './key-provider.ts';

const aad = (keyId: string): string => `genkan data key under ${keyId}`;

const keyFile = z
  .strictObject({ current: z.string().min(1), keys: z.record(z.string().min(1), z.base64()) })
  .refine(({ current, keys }) => current in keys, '"current" names no key')
  .refine(({ keys }) => Object.values(keys).every((key) => Buffer.from(key, 'base64').byteLength === 32), 'keys have 32 bytes');

/**
 * Key-encryption keys from a file with mode 0600, for one machine. There is no default key: a missing,
 * unreadable or widely readable file is an error, so that a service cannot start with none.
 */
export async function localFileKeyProvider(path: string): Promise<KeyProvider> {
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0) throw new Error(`The sealing key file ${path} must have mode 0600.`);
  const result = keyFile.safeParse(readJson(await readFile(path, 'utf8')));
  if (!result.success) throw new Error(`The sealing key file ${path} is not usable: ${result.error.issues.map(({ message }) => message).join('; ')}`);
  const keys = new Map(Object.entries(result.data.keys).map(([id, key]) => [id, Buffer.from(key, 'base64')]));
  const current = result.data.current;

  return {
    async wrap(dataKey) {
      const { nonce, ciphertext, tag } = encrypt(keyOf(keys, current), dataKey, aad(current));
      return { keyId: current, wrapped: Buffer.concat([nonce, tag, ciphertext]).toString('base64') };
    },
    async unwrap({ keyId, wrapped }) {
      const bytes = Buffer.from(wrapped, 'base64');
      const parts = { nonce: bytes.subarray(0, 12), tag: bytes.subarray(12, 28), ciphertext: bytes.subarray(28) };
      return decrypt(keyOf(keys, keyId), parts, aad(keyId));
    },
  };
}

/** The text of a new key file with one random key. */
export const newSealingKeyFile = (keyId = 'local-1'): string =>
  JSON.stringify({ current: keyId, keys: { [keyId]: randomBytes(32).toString('base64') } });

function keyOf(keys: ReadonlyMap<string, Buffer>, keyId: string): Buffer {
  const key = keys.get(keyId);
  if (key === undefined) throw new Error(`The sealing key "${keyId}" is not in the key file.`);
  return key;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message would quote the file.
    throw new Error('The sealing key file is not JSON.');
  }
}
