import type { DecidedPunch, PunchState } from './punch.ts';

/** A punch as it was last announced on the topic. */
export interface AnnouncedPunch extends Omit<DecidedPunch, 'state'> {
  readonly state: PunchState;
  /** Rises by one with every change of this punch, from 1. */
  readonly revision: number;
  /** When this revision was decided, in milliseconds since the epoch. */
  readonly decidedAt: number;
}

/** Everything ever announced for one business day, one entry for each punch id. */
export type PunchLedger = readonly AnnouncedPunch[];

export interface Revision {
  readonly ledger: PunchLedger;
  /** What changed and is to be announced. */
  readonly changed: readonly AnnouncedPunch[];
  /** Whether more changed than could be announced now. */
  readonly more: boolean;
}

/**
 * Brings the ledger to the punches that hold now. Only what changed gets a new revision; what no longer
 * holds is withdrawn with its last time, and continues its revisions should it come back.
 *
 * @param atMost how many changes can be announced now
 */
export function revise(ledger: PunchLedger, holding: readonly DecidedPunch[], now: number, atMost = Infinity): Revision {
  const announced = new Map(ledger.map((punch) => [punch.punchId, punch]));
  const holdingIds = new Set(holding.map(({ punchId }) => punchId));
  const gone = ledger
    .filter(({ punchId, state }) => state !== 'withdrawn' && !holdingIds.has(punchId))
    .map((punch) => ({ ...punch, state: 'withdrawn' as const }));
  const moved = holding.filter((punch) => !isAsAnnounced(punch, announced.get(punch.punchId)));

  const all = [...gone, ...moved];
  const changed = all.slice(0, atMost).map((punch) => ({
    ...punch,
    revision: (announced.get(punch.punchId)?.revision ?? 0) + 1,
    decidedAt: now,
  }));
  for (const punch of changed) announced.set(punch.punchId, punch);
  return { ledger: [...announced.values()], changed, more: all.length > changed.length };
}

function isAsAnnounced(punch: DecidedPunch, known: AnnouncedPunch | undefined): boolean {
  return (
    known !== undefined &&
    known.state === punch.state &&
    known.time === punch.time &&
    known.estimated === punch.estimated &&
    known.evidence.join() === punch.evidence.join()
  );
}
