import type { Redis } from 'ioredis';
import { activationAttemptLimit } from './activation-attempts.ts';
import type { ActivationAttempts } from './activation-attempts.ts';

const { attempts, perMs } = activationAttemptLimit;

export function redisActivationAttempts(redis: Redis): ActivationAttempts {
  return {
    async charge(companyId, deviceId) {
      const key = `activation-attempts:{${companyId}/${deviceId}}`;
      const replies = await redis.multi().set(key, 0, 'PX', perMs, 'NX').incr(key).pttl(key).exec();
      const [count, leftMs] = [Number(replies?.[1]?.[1]), Number(replies?.[2]?.[1])];
      if (!Number.isInteger(count)) throw new Error('the activation attempts could not be counted');
      return count > attempts ? Math.max(leftMs, 1) : 0;
    },
  };
}
