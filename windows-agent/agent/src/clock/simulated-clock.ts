import type { Clock } from './clock.ts';

export interface SimulatedClock extends Clock {
  /** Makes the PC's clock wrong by this many milliseconds (positive: it runs ahead). */
  setError(ms: number): void;
}

/** The machine's clock with an error set from outside. Only the PC simulator uses it (`--simulated`). */
export function simulatedClock(base: Clock): SimulatedClock {
  let errorMs = 0;
  return {
    now: () => base.now() + errorMs,
    monotonic: () => base.monotonic(),
    setError(ms) {
      errorMs = ms;
    },
  };
}
