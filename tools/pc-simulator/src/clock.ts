/** The true time in the simulated world, in milliseconds since 1970 UTC. */
export interface PcClock {
  now(): number;
  /** Simulated milliseconds per real millisecond; 0: time stands still until it is set. */
  readonly speed: number;
}

/** A clock that a test moves by hand (`Pc.liveUntil`). */
export interface ManualClock extends PcClock {
  set(to: Date | string | number): void;
}

/** A clock that runs by itself, `speed` times as fast as the real one, from `start` on. */
export function runningClock(options: { start?: Date | string | number; speed?: number } = {}): PcClock {
  const realStart = performance.now();
  const start = options.start === undefined ? Date.now() : toMs(options.start);
  const speed = options.speed ?? 1;
  return { speed, now: () => Math.floor(start + (performance.now() - realStart) * speed) };
}

export function manualClock(start: Date | string | number): ManualClock {
  let now = toMs(start);
  return {
    speed: 0,
    now: () => now,
    set(to) {
      const next = toMs(to);
      if (next < now) throw new RangeError('Simulated time does not go back.');
      now = next;
    },
  };
}

export function toMs(time: Date | string | number): number {
  const ms = typeof time === 'number' ? time : new Date(time).getTime();
  if (Number.isNaN(ms)) throw new RangeError('Not a time.');
  return ms;
}
