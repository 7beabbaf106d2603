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

/** A clock that runs fast through what is past and then goes with the real time; it never runs into the future. */
export interface CatchingUpClock extends PcClock {
  /** Leaves out the time until then, as far as it is past. */
  skipTo(to: Date | string | number): void;
}

export function catchingUpClock(options: { start: Date | string | number; speed: number }): CatchingUpClock {
  let realFrom = Date.now();
  let from = Math.min(toMs(options.start), realFrom);
  const now = () => Math.floor(Math.min(Date.now(), from + (Date.now() - realFrom) * options.speed));
  return {
    now,
    get speed() {
      return now() >= Date.now() - 1_000 ? 1 : options.speed;
    },
    skipTo(to) {
      from = Math.min(Math.max(toMs(to), now()), Date.now());
      realFrom = Date.now();
    },
  };
}

/** Resolves when the clock has reached `time`; false when `signal` came first. */
export async function reached(clock: PcClock, time: number, signal?: AbortSignal): Promise<boolean> {
  while (clock.now() < time && signal?.aborted !== true) {
    // A clock may change its speed meanwhile, so look again now and then.
    const wait = Math.min(1_000, Math.ceil((time - clock.now()) / Math.max(clock.speed, 0.001)));
    await new Promise((resolve) => setTimeout(resolve, Math.max(1, wait)));
  }
  return signal?.aborted !== true;
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
