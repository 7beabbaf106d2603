import { canPunch } from '../business-day/observation.ts';
import type { Observation } from '../business-day/observation.ts';
import { isInUse, nobody, observe } from './presence.ts';

/** A time in which the person used no PC, between the observation that ended use and the one that began it. */
export interface Break {
  readonly opening: Observation;
  readonly closing: Observation;
}

/**
 * The breaks among observations in timeline order: every absence of at least `thresholdMinutes` that
 * a logoff, lock or disconnect opened and a logon, unlock or connect closed. One that nobody came back
 * from is no break. Breaks never overlap and lie within the observations.
 */
export function breaksOf(timeline: readonly Observation[], thresholdMinutes: number): readonly Break[] {
  const breaks: Break[] = [];
  let presence = nobody;
  let opening: Observation | undefined;

  for (const observation of timeline) {
    presence = observe(presence, observation);

    if (!isInUse(presence)) {
      // The first end of an absence opened it; a logoff of a session long locked moves nothing.
      if (opening === undefined && canPunch(observation)) opening = observation;
    } else if (opening !== undefined) {
      if (canPunch(observation) && isInterruption(observation.at - opening.at, thresholdMinutes)) {
        breaks.push({ opening, closing: observation });
      }
      opening = undefined;
    }
  }
  return breaks;
}

/** Whether an absence of so many milliseconds counts; a shorter one leaves presence whole. */
export function isInterruption(milliseconds: number, thresholdMinutes: number): boolean {
  return milliseconds >= thresholdMinutes * 60_000;
}
