/** Waits between failed attempts: full jitter, so that thousands of PCs do not come back in the same second. */
export interface BackOff {
  /** The wait before the next attempt after one more failure, in milliseconds. */
  next(retryAfterMs?: number): number;
  reset(): void;
}

/** How the waits grow, in milliseconds: uniform in 0…min(cap, base · 2ⁿ). */
export interface BackOffSettings {
  readonly baseMs: number;
  readonly capMs: number;
}

/** .5, 1, 2, 4 … 60 s at most, half of it on average. */
export const defaultBackOff: BackOffSettings = { baseMs: 1_000, capMs: 60_000 };

/** `random` gives numbers in [0, 1). A wait that the server asks for is kept, with the jitter on top of it. */
export function createBackOff(settings: BackOffSettings, random: () => number): BackOff {
  let failures = 0;
  return {
    next(retryAfterMs = 0) {
      const ceiling = Math.min(settings.capMs, settings.baseMs * 2 ** Math.min(failures, 30));
      failures += 1;
      return retryAfterMs + Math.floor(random() * ceiling);
    },
    reset() {
      failures = 0;
    },
  };
}
