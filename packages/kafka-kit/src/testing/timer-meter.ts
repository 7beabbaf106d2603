export interface TimerUse {
  /** How many timers were armed and fired. */
  readonly fired: number;
  /** How many were armed with a delay below nothing, which Node takes for 1 ms. */
  readonly negative: number;
}

export interface IdleUse {
  readonly timersPerSecond: number;
  /** Share of one core. */
  readonly cpu: number;
}

const realTimeout = globalThis.setTimeout;

/** Counts the timers of `setTimeout` while `work` is done. */
export const countTimers = async (work: () => Promise<void>): Promise<TimerUse> => {
  const use = { fired: 0, negative: 0 };
  const counting = (callback: (...args: unknown[]) => void, delay = 0, ...args: unknown[]): NodeJS.Timeout => {
    if (delay < 0) use.negative += 1;
    return realTimeout(() => {
      use.fired += 1;
      callback(...args);
    }, delay);
  };
  globalThis.setTimeout = Object.assign<typeof counting, typeof realTimeout>(counting, realTimeout);
  try {
    await work();
  } finally {
    globalThis.setTimeout = realTimeout;
  }
  return use;
};

/** Counts the timers that fire, and the processor time that passes, while nothing happens. */
export const measureIdle = async (ms: number): Promise<IdleUse> => {
  const before = process.cpuUsage();
  const { fired } = await countTimers(() => new Promise((resolve) => void realTimeout(resolve, ms)));
  const { user, system } = process.cpuUsage(before);
  return { timersPerSecond: (fired * 1_000) / ms, cpu: (user + system) / 1_000 / ms };
};
