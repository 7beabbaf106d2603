import type { Redis } from 'ioredis';
import { z } from 'zod';
import { loginSeconds } from './login-attempt.ts';
import type { LoginAttemptStore } from './login-attempt.store.ts';

const stored = z.object({
  issuer: z.string(),
  clientId: z.string(),
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  target: z.string(),
});

export function redisLoginAttemptStore(redis: Redis): LoginAttemptStore {
  const keyOf = (name: string): string => `genkan:login:${name}`;
  return {
    async begin(name, attempt) {
      await redis.set(keyOf(name), JSON.stringify(attempt), 'EX', loginSeconds);
    },
    async take(name) {
      const text = await redis.getdel(keyOf(name));
      return text === null ? undefined : stored.parse(JSON.parse(text));
    },
  };
}
