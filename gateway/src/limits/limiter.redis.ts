import type { Clock } from '@genkan/service-kit';
import type { Redis } from 'ioredis';
import { limits, windowAt, type Limiter } from './limits.ts';
import { tooMany } from './too-many.ts';

/** Limits shared by all gateways. When Redis does not answer, nothing passes. */
export function redisLimiter(redis: Redis, clock: Clock): Limiter {
  const keyOf = (limit: string, subject: string, window: number): string => `genkan:limit:${limit}:${subject}:${window}`;
  return {
    async charge(limit, subject) {
      const { most, windowSeconds } = limits[limit];
      const { window, secondsLeft } = windowAt(clock(), windowSeconds);
      const key = keyOf(limit, subject, window);
      // The expiry is set anew each time, so that no key can stay for ever when a call is cut in two.
      const answers = await redis.multi().incr(key).expire(key, windowSeconds + 1).exec();
      const [error, count] = answers?.[0] ?? [new Error('Redis gave no answer')];
      if (error) throw error;
      if (Number(count) > most) throw tooMany(secondsLeft);
    },
    async refuseExhausted(limit, subject) {
      const { most, windowSeconds } = limits[limit];
      const { window, secondsLeft } = windowAt(clock(), windowSeconds);
      if (Number((await redis.get(keyOf(limit, subject, window))) ?? 0) >= most) throw tooMany(secondsLeft);
    },
  };
}
