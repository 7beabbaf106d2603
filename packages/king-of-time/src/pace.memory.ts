import type { Pace } from './pace.ts';

/** A pace for one process alone: unit tests and tools. */
export function createMemoryPace(now: () => Date = () => new Date()): Pace {
  const nextFree = new Map<string, number>();
  return {
    async takeTurn(companyId, { intervalMs, delayMs, longestWaitMs }) {
      const at = now().getTime();
      const start = Math.max(at + delayMs, nextFree.get(companyId) ?? 0);
      if (start - at > longestWaitMs) return 'full';
      nextFree.set(companyId, start + intervalMs);
      return { waitMs: start - at };
    },
  };
}
