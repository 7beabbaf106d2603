export interface IdleUse {
  readonly timersPerSecond: number;
  /** Share of one core. */
  readonly cpu: number;
}

/** Counts the timers that fire, and the processor time that passes, while nothing happens. */
export const measureIdle = async (ms: number): Promise<IdleUse> => {
  const { setTimeout: realTimeout } = globalThis;
  let fired = 0;
  const counting = (callback: (...args: unknown[]) => void, delay?: number, ...args: unknown[]): NodeJS.Timeout =>
    realTimeout(() => {
      fired += 1;
      callback(...args);
    }, delay);
  globalThis.setTimeout = Object.assign<typeof counting, typeof realTimeout>(counting, realTimeout);
  const before = process.cpuUsage();
  try {
    await new Promise((resolve) => realTimeout(resolve, ms));
  } finally {
    globalThis.setTimeout = realTimeout;
  }
  const { user, system } = process.cpuUsage(before);
  return { timersPerSecond: (fired * 1_000) / ms, cpu: (user + system) / 1_000 / ms };
};
