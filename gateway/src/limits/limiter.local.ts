import type { Clock } from '@genkan/service-kit';
import { limits, windowAt, type Limiter } from './limits.ts';
import { tooMany } from './too-many.ts';

/** More subjects than a gateway meets in one window; beyond it everybody is over the limit rather than nobody. */
const mostSubjects = 200_000;

/** Limits within this process: what is left while Redis is away. With n gateways n times as much passes. */
export function localLimiter(clock: Clock): Limiter {
  const counts = new Map<string, { window: number; count: number }>();

  const countOf = (limit: keyof typeof limits, subject: string) => {
    const { window, secondsLeft } = windowAt(clock(), limits[limit].windowSeconds);
    const key = `${limit}:${subject}`;
    const entry = counts.get(key);
    return { key, window, secondsLeft, count: entry?.window === window ? entry.count : 0 };
  };

  const dropOld = (): void => {
    for (const [key, { window }] of counts) {
      const limit = key.slice(0, key.indexOf(':')) as keyof typeof limits;
      if (window < windowAt(clock(), limits[limit].windowSeconds).window) counts.delete(key);
    }
  };

  return {
    async charge(limit, subject) {
      const { key, window, secondsLeft, count } = countOf(limit, subject);
      if (count === 0 && counts.size >= mostSubjects) dropOld();
      if (count >= limits[limit].most || (count === 0 && counts.size >= mostSubjects)) throw tooMany(secondsLeft);
      counts.set(key, { window, count: count + 1 });
    },
    async refuseExhausted(limit, subject) {
      const { secondsLeft, count } = countOf(limit, subject);
      if (count >= limits[limit].most) throw tooMany(secondsLeft);
    },
  };
}
