import { createLogger, systemClock } from '@genkan/service-kit';
import { testServers } from '@genkan/test-kit';
import { connectRedis } from '../adapters.ts';
import { redisWaitingRecords } from '../records/waiting-records.redis.ts';
import { sessionStoreContract } from './session.store.contract.ts';
import { redisSessionStore } from './session.store.redis.ts';

sessionStoreContract('sessions in Redis', async () => {
  const log = createLogger({ service: 'gateway', level: 'silent', instance: 'test' });
  // A database of its own: gateways of other tests publish what waits in theirs.
  const redis = connectRedis(`${testServers().redisUrl}/10`, log);
  await new Promise((resolve) => redis.once('ready', resolve));
  await redis.flushdb();
  return {
    store: redisSessionStore(redis, systemClock),
    waiting: async () =>
      (await redisWaitingRecords(redis, systemClock, log).pending([0], 1_000, []))
        .flatMap(({ entries }) => entries)
        .map(({ topic, key, value, headers }) => ({ topic, key, value, headers })),
    close: async () => redis.disconnect(),
  };
});
