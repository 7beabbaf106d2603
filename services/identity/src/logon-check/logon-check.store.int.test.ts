import { createLogger } from '@genkan/service-kit';
import { eventually } from '@genkan/test-kit';
import { connectRedis } from './connect-redis.ts';
import { logonCheckStoreContract } from './logon-check.store.contract.ts';
import { redisLogonCheckStore } from './logon-check.store.redis.ts';
import { ownRedis } from '../testing/own-redis.ts';

logonCheckStoreContract('redis', async () => {
  const server = await ownRedis();
  const log = createLogger({ service: 'identity', level: 'silent', instance: 'test' });
  const redis = await connectRedis(server.url, log);
  return {
    store: redisLogonCheckStore(redis),
    async restart(keep) {
      if (keep === 'nothing') await redis.flushall();
      await server.kill();
      await server.start();
      await eventually(() => redis.ping());
    },
    async close() {
      redis.disconnect();
      await server.remove();
    },
  };
});
