import { createLogger } from '@genkan/service-kit';
import { testServers } from '@genkan/test-kit';
import { connectRedis } from '../adapters.ts';
import { sessionStoreContract } from './session.store.contract.ts';
import { redisSessionStore } from './session.store.redis.ts';

sessionStoreContract('sessions in Redis', async () => {
  const redis = connectRedis(testServers().redisUrl, createLogger({ service: 'gateway', level: 'silent', instance: 'test' }));
  await new Promise((resolve) => redis.once('ready', resolve));
  return { store: redisSessionStore(redis), close: async () => redis.disconnect() };
});
