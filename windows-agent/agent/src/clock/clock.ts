/**
 * The PC's own wall clock, which may be wrong, and a clock that only goes forward.
 * Stamps of session events do not come from here: the host takes them at the moment of the event.
 */
export interface Clock {
  /** Milliseconds since 1970 UTC by the PC's clock. */
  now(): number;
  /** Milliseconds from an arbitrary start; never goes back. */
  monotonic(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};
