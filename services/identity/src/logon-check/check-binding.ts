import { createHmac, createSecretKey, hkdfSync } from 'node:crypto';
import type { Factor, Scenario } from './logon-check.ts';

/** What a check asks: a repetition under the same id must ask the same. */
export interface CheckContent {
  deviceId: string;
  windowsSid: string;
  scenario: Scenario;
  factors: readonly Factor[];
  code: string;
}

export interface CheckBinding {
  /** MAC over the content under the first key of the ring, as "<kid>.<mac>". */
  of(content: CheckContent): string;
  /** Whether `binding` is the MAC of `content` under the key that it names. */
  matches(binding: string, content: CheckContent): boolean;
}

/**
 * Binds a check id to what was asked with it. It is a MAC and not a hash because a code has only a million
 * values. The keys come from the ring that signs device tokens, separated by purpose (HKDF, RFC 5869).
 */
export function checkBinding(ring: readonly { kid: string; secret: Uint8Array }[]): CheckBinding {
  const keys = new Map(ring.map(({ kid, secret }) => [kid, createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', 'genkan logon-check binding', 32)))]));
  const current = ring[0]?.kid ?? '';

  const under = (kid: string, content: CheckContent): string | undefined => {
    const key = keys.get(kid);
    if (key === undefined) return undefined;
    const fields = [content.deviceId, content.windowsSid, content.scenario, content.factors.join('+'), content.code];
    // JSON keeps the fields apart: no two contents have the same text.
    return `${kid}.${createHmac('sha256', key).update(JSON.stringify(fields)).digest('base64url')}`;
  };

  return {
    of(content) {
      const binding = under(current, content);
      if (binding === undefined) throw new RangeError('the key ring is empty');
      return binding;
    },
    matches: (binding, content) => under(binding.slice(0, binding.lastIndexOf('.')), content) === binding,
  };
}
