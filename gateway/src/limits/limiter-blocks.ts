import type { Clock } from '@genkan/service-kit';
import { limits, windowAt, type LimitName } from './limits.ts';
import { tooMany } from './too-many.ts';

/** More than run wild in one window; beyond it the oldest are asked for again. */
const mostBlocks = 10_000;

/** Who is known to be over a limit until its window ends. */
export interface LimiterBlocks {
  add(limit: LimitName, subject: string): void;
  /** Throws `rate-limited` for who is. */
  refuse(limit: LimitName, subject: string): void;
}

export function limiterBlocks(clock: Clock): LimiterBlocks {
  const windows = new Map<string, number>();
  return {
    add(limit, subject) {
      if (windows.size >= mostBlocks) windows.delete(windows.keys().next().value as string);
      windows.set(`${limit}:${subject}`, windowAt(clock(), limits[limit].windowSeconds).window);
    },
    refuse(limit, subject) {
      const key = `${limit}:${subject}`;
      const blocked = windows.get(key);
      if (blocked === undefined) return;
      const { window, secondsLeft } = windowAt(clock(), limits[limit].windowSeconds);
      if (window === blocked) throw tooMany(secondsLeft);
      windows.delete(key);
    },
  };
}
