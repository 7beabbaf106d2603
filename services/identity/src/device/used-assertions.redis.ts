import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { UsedAssertions } from './used-assertions.ts';

/** Kept a little longer than the assertion is valid, for clocks that differ. */
const marginMs = 60_000;

export function redisUsedAssertions(redis: Redis): UsedAssertions {
  return {
    async claim(deviceId, jti, expiresAt) {
      const keptMs = Math.max(expiresAt.getTime() - Date.now() + marginMs, marginMs);
      // The id is what the device sent: hashed, it has a bounded length and no odd characters.
      const key = `assertion:{${deviceId}}:${createHash('sha256').update(jti).digest('base64url')}`;
      return (await redis.set(key, '1', 'PX', keptMs, 'NX')) === 'OK';
    },
  };
}
