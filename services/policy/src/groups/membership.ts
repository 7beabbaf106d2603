import { changeFrom, inForce, startHistory } from '../history/history.ts';
import type { History } from '../history/history.ts';

/** Which group a user belonged to and when; null: no group. */
export interface Membership {
  readonly userId: string;
  readonly periods: History<string | null>;
}

/** A user nobody assigned yet: no group since ever. */
export function unassigned(userId: string): Membership {
  return { userId, periods: startHistory<string | null>(null) };
}

/** The membership with the user in `groupId` from `at`; unchanged when he is there already. */
export function assign(membership: Membership, groupId: string | null, at: Date): Membership {
  const periods = changeFrom(membership.periods, at, groupId, (a, b) => a === b);
  return periods === membership.periods ? membership : { ...membership, periods };
}

export function groupOf(membership: Membership): string | null {
  return inForce(membership.periods);
}
