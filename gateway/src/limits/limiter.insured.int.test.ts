import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { createLogger, systemClock } from '@genkan/service-kit';
import { eventually, testClock, testServers } from '@genkan/test-kit';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { connectRedis } from '../adapters.ts';
import { limiterContract } from './limiter.contract.ts';
import { insuredLimiter } from './limiter.insured.ts';
import { redisLimiter } from './limiter.redis.ts';
import { limits, type Limiter } from './limits.ts';

const log = createLogger({ service: 'gateway', level: 'silent', instance: 'test' });
const open: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function connected(url: string = testServers().redisUrl): Promise<Redis> {
  const redis = connectRedis(url, log);
  open.push(() => redis.disconnect());
  await new Promise((resolve) => redis.once('ready', resolve));
  return redis;
}

limiterContract('the limiter shared in Redis and insured within the process', async (clock) => {
  const redis = connectRedis(testServers().redisUrl, log);
  await new Promise((resolve) => redis.once('ready', resolve));
  return { limiter: insuredLimiter(redisLimiter(redis, clock), clock, log), close: async () => redis.disconnect() };
});

const { most } = limits['device-calls'];
/** How many of `times` calls pass. */
const passed = async (limiter: Limiter, subject: string, times: number): Promise<number> => {
  const outcomes = await Promise.allSettled(Array.from({ length: times }, () => limiter.charge('device-calls', subject)));
  for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'rate-limited' });
  return outcomes.filter(({ status }) => status === 'fulfilled').length;
};

/** A way to the real Redis that can fall silent, as a network does, without being closed. */
async function fragileWay() {
  const { hostname, port } = new URL(testServers().redisUrl);
  const sockets = new Set<Socket>();
  let silent = false;
  const server = createServer((inside) => {
    const outside = connect(Number(port), hostname);
    for (const [one, other] of [[inside, outside], [outside, inside]] as const) {
      sockets.add(one);
      one.on('data', (bytes) => void (silent || other.write(bytes))).on('error', () => undefined).on('close', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => [...sockets].forEach((socket) => socket.destroy());
  open.push(() => {
    cut();
    server.close();
  });
  return { url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`, fallSilent: () => void (silent = true), speakAgain: () => ((silent = false), cut()) };
}

describe('the limit of PCs', () => {
  test('when two gateways share one Redis, then their sum is limited', async () => {
    const clock = testClock('2026-04-01T00:00:00Z');
    const subject = crypto.randomUUID();
    const limiters = await Promise.all([1, 2].map(async () => insuredLimiter(redisLimiter(await connected(), clock), clock, log)));
    const sums = await Promise.all(limiters.map((limiter) => passed(limiter, subject, most)));
    expect(sums.reduce((sum, count) => sum + count, 0)).toBe(most);
  });

  test('when a PC is over its limit, then Redis is not asked again until the window ends', async () => {
    const clock = testClock('2026-04-01T00:00:00Z');
    const redis = await connected();
    const limiter = insuredLimiter(redisLimiter(redis, clock), clock, log);
    const subject = crypto.randomUUID();
    await passed(limiter, subject, most + 1);
    const [key] = await redis.keys(`genkan:limit:device-calls:${subject}:*`);
    const counted = await redis.get(key as string);
    expect(await passed(limiter, subject, 50)).toBe(0);
    await expect(limiter.refuseExhausted('device-calls', subject)).rejects.toMatchObject({ code: 'rate-limited' });
    expect(await redis.get(key as string)).toBe(counted);
    clock.advanceBy(limits['device-calls'].windowSeconds * 1_000);
    expect(await passed(limiter, subject, 1)).toBe(1);
  });

  test('when Redis is not there, then each gateway limits alone, and answers at once', async () => {
    const clock = testClock('2026-04-01T00:00:00Z');
    const subject = crypto.randomUUID();
    for (const _gateway of [1, 2]) {
      const redis = connectRedis('redis://127.0.0.1:1', log);
      open.push(() => redis.disconnect());
      const limiter = insuredLimiter(redisLimiter(redis, clock), clock, log);
      const begun = performance.now();
      expect(await passed(limiter, subject, most * 2)).toBe(most);
      expect(performance.now() - begun).toBeLessThan(2_000);
      expect(await passed(limiter, crypto.randomUUID(), 1)).toBe(1);
    }
  });

  test('when Redis falls silent, then calls do not wait for it, and it counts again when it is back', async () => {
    const way = await fragileWay();
    const limiter = insuredLimiter(redisLimiter(await connected(way.url), systemClock), systemClock, log);
    const subject = crypto.randomUUID();
    await limiter.charge('device-calls', subject);
    way.fallSilent();
    const begun = performance.now();
    for (let call = 0; call < 20; call += 1) await limiter.charge('device-calls', subject);
    expect(performance.now() - begun).toBeLessThan(1_500);
    way.speakAgain();
    const redis = await connected();
    const back = crypto.randomUUID();
    await eventually(async () => {
      await limiter.charge('device-calls', back);
      expect(await redis.keys(`genkan:limit:device-calls:${back}:*`)).toHaveLength(1);
    });
  });
});
