import type { Stamp } from './stamp.ts';

/** How far the PC's clock is off, as far as known. */
export interface ClockOffset {
  /** Server clock minus PC clock, in milliseconds; 0 until measured. */
  readonly ms: number;
  /** PC clock minus time since boot while `ms` holds; a change of it means that somebody set the PC's clock. */
  readonly skewMs?: number;
}

export const unknownOffset: ClockOffset = { ms: 0 };

/** One answer of the server with its time in it, and when by the PC's clock it was asked and answered. */
export interface Measurement {
  readonly serverMs: number;
  readonly sentMs: number;
  readonly receivedMs: number;
}

/** Smaller differences are the network's, not the clock's; following them would shuffle the times of neighbouring events. */
export const ignoredDifferenceMs = 1_000;
/** The clock and the time since boot drift apart by less than this between two stamps, unless the clock was set. */
export const clockStepMs = 2_000;

/** The offset after the server told its time. */
export function measureOffset(offset: ClockOffset, measurement: Measurement): ClockOffset {
  const roundTrip = Math.max(0, measurement.receivedMs - measurement.sentMs);
  const measured = Math.round(measurement.serverMs - (measurement.sentMs + roundTrip / 2));
  if (Math.abs(measured - offset.ms) <= ignoredDifferenceMs + roundTrip / 2) return offset;
  return { ms: measured };
}

/**
 * The offset that holds for this stamp. When the PC's clock was set since the last stamp of the same boot,
 * the offset moves against it at once, so that setting the clock back does not move a clock-in.
 */
export function offsetAt(offset: ClockOffset, stamp: Stamp): ClockOffset {
  const skewMs = stamp.utcMs - stamp.monotonicMs;
  if (offset.skewMs === undefined) return { ms: offset.ms, skewMs };
  const step = skewMs - offset.skewMs;
  if (Math.abs(step) <= clockStepMs) return offset;
  return { ms: offset.ms - step, skewMs };
}

/** The offset kept over a boot: the clock's value is taken over, its relation to the time since boot is not. */
export function offsetAfterBoot(offset: ClockOffset): ClockOffset {
  return { ms: offset.ms };
}
