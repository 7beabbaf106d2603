import type { Redis } from 'ioredis';
import type { Pace } from './pace.ts';

/**
 * KEYS[1] holds when the company's next turn is free, in ms of the server's clock, so that the clocks of the
 * processes do not matter. ARGV: interval, delay, longest wait, all ms. Returns the wait in ms, or -1 for 'full'.
 */
const takeTurnScript = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local start = math.max(now + tonumber(ARGV[2]), tonumber(redis.call('GET', KEYS[1]) or '0'))
if start - now > tonumber(ARGV[3]) then return -1 end
local free = start + tonumber(ARGV[1])
redis.call('SET', KEYS[1], string.format('%.0f', free), 'PX', math.max(free - now, 1))
return start - now
`;

/** The pace shared by every process of the installation: key `genkan:attendance-pace:{<companyId>}`. */
export function createRedisPace(redis: Redis): Pace {
  return {
    async takeTurn(companyId, { intervalMs, delayMs, longestWaitMs }) {
      const wait = Number(await redis.eval(takeTurnScript, 1, `genkan:attendance-pace:{${companyId}}`, intervalMs, delayMs, longestWaitMs));
      return wait < 0 ? 'full' : { waitMs: wait };
    },
  };
}
