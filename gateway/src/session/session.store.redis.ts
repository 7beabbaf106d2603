import type { Clock } from '@genkan/service-kit';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { consoleTag, waitingRecordsKey, waitingRecordText } from '../records/waiting-records.redis.ts';
import { idleLimitMs, type Session } from './session.ts';
import type { SessionStore } from './session.store.ts';

const stored = z.object({
  companyId: z.string(),
  administratorKey: z.string(),
  name: z.string(),
  account: z.string(),
  csrfToken: z.string(),
  startedAt: z.string(),
});

/** Keeps the record only with the end of a session: however often it is sent, one end has one record. */
const endAndKeep = `
if redis.call('DEL', KEYS[1]) == 0 then return 0 end
redis.call('RPUSH', KEYS[2], ARGV[1])
return 1`;

export function redisSessionStore(redis: Redis, clock: Clock): SessionStore {
  const keyOf = (name: string): string => `genkan:session:${consoleTag}:${name}`;
  return {
    async begin(name, session) {
      await redis.set(keyOf(name), JSON.stringify(session), 'PX', idleLimitMs);
    },
    async use(name) {
      const text = await redis.getex(keyOf(name), 'PX', idleLimitMs);
      return text === null ? undefined : (stored.parse(JSON.parse(text)) satisfies Session);
    },
    async end(name, record) {
      if (record === undefined) return (await redis.del(keyOf(name))) === 1;
      return (await redis.eval(endAndKeep, 2, keyOf(name), waitingRecordsKey, waitingRecordText(record, clock()))) === 1;
    },
  };
}
