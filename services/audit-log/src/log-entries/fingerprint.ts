import { createHash } from 'node:crypto';

/** Digest of named parts; equal parts give equal digests, whatever their order in the object. */
export function fingerprint(parts: Readonly<Record<string, unknown>>): string {
  const sorted = Object.entries(parts).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify(sorted, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
  return createHash('sha256').update(text).digest('base64url');
}
