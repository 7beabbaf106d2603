import { createHash } from 'node:crypto';

/** Digest of a validated request; the schema fixes the order of its fields. */
export function requestFingerprint(request: unknown): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('base64url');
}
