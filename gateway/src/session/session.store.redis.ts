import type { Redis } from 'ioredis';
import { z } from 'zod';
import { idleLimitMs, type Session } from './session.ts';
import type { SessionStore } from './session.store.ts';

const stored = z.object({
  companyId: z.string(),
  administratorKey: z.string(),
  account: z.string(),
  csrfToken: z.string(),
  startedAt: z.string(),
});

export function redisSessionStore(redis: Redis): SessionStore {
  const keyOf = (name: string): string => `genkan:session:${name}`;
  return {
    async begin(name, session) {
      await redis.set(keyOf(name), JSON.stringify(session), 'PX', idleLimitMs);
    },
    async use(name) {
      const text = await redis.getex(keyOf(name), 'PX', idleLimitMs);
      return text === null ? undefined : (stored.parse(JSON.parse(text)) satisfies Session);
    },
    async end(name) {
      await redis.del(keyOf(name));
    },
  };
}
