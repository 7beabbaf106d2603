import type { DecidedPunch } from '../punch-topic/punch.ts';
import type { Observation } from './observation.ts';

/** Why a person should look at a day (要確認). */
export type ReviewReason = 'no-clock-out' | 'left-in-use' | 'estimated-time' | 'clock-suspect';

export interface ReviewFacts {
  readonly punches: readonly DecidedPunch[];
  /** All observations of the day, the suspect ones too. */
  readonly observations: readonly Observation[];
  readonly closesAt: number;
  readonly leftInUse: boolean;
}

/**
 * What a person should look at. While the day is open nothing is missing yet, so only events that could
 * not be trusted are told.
 *
 * @param now milliseconds since the epoch
 */
export function reviewReasons(day: ReviewFacts, now: number): readonly ReviewReason[] {
  const has = (kind: DecidedPunch['kind']): boolean => day.punches.some((punch) => punch.kind === kind);
  const worked = has('clock-in') && now >= day.closesAt;
  const reasons: Record<ReviewReason, boolean> = {
    'no-clock-out': worked && !has('clock-out'),
    'left-in-use': worked && has('clock-out') && day.leftInUse,
    'estimated-time': worked && day.punches.some(({ estimated }) => estimated),
    'clock-suspect': day.observations.some(({ suspect }) => suspect),
  };
  return (Object.keys(reasons) as ReviewReason[]).filter((reason) => reasons[reason]);
}
