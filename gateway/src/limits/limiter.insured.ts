import { Problem, type Clock, type Logger } from '@genkan/service-kit';
import { limiterBlocks } from './limiter-blocks.ts';
import { localLimiter } from './limiter.local.ts';
import type { Limiter } from './limits.ts';

/** Longest wait for the shared count, in milliseconds; a PC's call must not wait for Redis. */
const patienceMs = 250;
/** After a failure the shared count is left alone for this long, in milliseconds of the monotonic clock. */
const restMs = 1_000;

/**
 * A shared limit for calls that must go on without Redis: those of PCs. Who is over it is known here
 * until the window ends, so that a PC that runs wild costs Redis nothing more; while the shared count
 * does not answer, this process counts alone.
 */
export function insuredLimiter(shared: Limiter, clock: Clock, log: Logger): Limiter {
  const alone = localLimiter(clock);
  const blocks = limiterBlocks(clock);
  let restUntil = -Infinity;

  const ask = async (limit: Parameters<Limiter['charge']>[0], subject: string, how: keyof Limiter): Promise<void> => {
    blocks.refuse(limit, subject);
    if (performance.now() < restUntil) return alone[how](limit, subject);
    try {
      await withPatience(shared[how](limit, subject));
    } catch (error) {
      if (error instanceof Problem && error.code === 'rate-limited') {
        blocks.add(limit, subject);
        throw error;
      }
      if (performance.now() >= restUntil) log.warn({ limit, err: error }, 'calls are counted by this gateway alone');
      restUntil = performance.now() + restMs;
      await alone[how](limit, subject);
    }
  };

  return {
    charge: (limit, subject) => ask(limit, subject, 'charge'),
    refuseExhausted: (limit, subject) => ask(limit, subject, 'refuseExhausted'),
  };
}

async function withPatience(answer: Promise<void>): Promise<void> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  // After a stall of this process the answer may be there already: it is read before the time is called up.
  const timer = setTimeout(() => setImmediate(() => reject(new Error(`no answer within ${patienceMs} ms`))), patienceMs);
  try {
    await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
