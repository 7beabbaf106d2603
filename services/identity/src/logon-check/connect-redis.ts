import { once } from 'node:events';
import { Redis } from 'ioredis';
import type { Logger } from '@genkan/service-kit';

/** Longest wait for one reply of Redis, in ms; with `judgedToRecordedMs` it bounds how late a record can come. */
const commandTimeoutMs = 500;

/** How long a start waits for Redis before it goes on without; checks are unavailable until it is there. */
const startWaitMs = 2_000;

/**
 * The connection for logon checks: a command that cannot be sent now fails now and is never sent again behind
 * the caller's back, and the commands of a moment share one write. It comes back by itself.
 */
export async function connectRedis(url: string, log: Logger): Promise<Redis> {
  const redis = new Redis(url, {
    enableAutoPipelining: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: commandTimeoutMs,
    connectTimeout: startWaitMs,
    keepAlive: 10_000,
    retryStrategy: (attempt) => Math.min(attempt * 50, 1_000),
  });
  redis.on('error', (error: Error) => log.warn({ err: error }, 'redis connection'));
  await once(redis, 'ready', { signal: AbortSignal.timeout(startWaitMs) }).catch(() => log.warn('started without redis'));
  return redis;
}
