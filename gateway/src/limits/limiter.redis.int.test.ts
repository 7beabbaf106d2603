import { createLogger, systemClock } from '@genkan/service-kit';
import { testServers } from '@genkan/test-kit';
import { expect, test } from '@jest/globals';
import { connectRedis } from '../adapters.ts';
import { limiterContract } from './limiter.contract.ts';
import { redisLimiter } from './limiter.redis.ts';

const log = createLogger({ service: 'gateway', level: 'silent', instance: 'test' });

limiterContract('the limiter shared in Redis', async (clock) => {
  const redis = connectRedis(testServers().redisUrl, log);
  await new Promise((resolve) => redis.once('ready', resolve));
  return { limiter: redisLimiter(redis, clock), close: async () => redis.disconnect() };
});

test('when Redis is not there, then nothing passes, and at once', async () => {
  const redis = connectRedis('redis://127.0.0.1:1', log);
  const begun = performance.now();
  await expect(redisLimiter(redis, systemClock).charge('login-source', '192.0.2.1')).rejects.toThrow();
  await expect(redisLimiter(redis, systemClock).refuseExhausted('login-source', '192.0.2.1')).rejects.toThrow();
  expect(performance.now() - begun).toBeLessThan(1_000);
  redis.disconnect();
});

test('when a key was counted, then it disappears by itself', async () => {
  const redis = connectRedis(testServers().redisUrl, log);
  await new Promise((resolve) => redis.once('ready', resolve));
  const subject = crypto.randomUUID();
  await redisLimiter(redis, systemClock).charge('login-source', subject);
  const [key] = await redis.keys(`genkan:limit:login-source:${subject}:*`);
  expect(await redis.ttl(key as string)).toBeGreaterThan(0);
  redis.disconnect();
});
