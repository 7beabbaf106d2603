import { breaksOf, isInterruption } from '../breaks/breaks.ts';
import type { Break } from '../breaks/breaks.ts';
import { isInUse, nobody, observe } from '../breaks/presence.ts';
import type { Presence } from '../breaks/presence.ts';
import type { DayRules, DayWindow } from './business-calendar.ts';
import { canOpenDay, canPunch } from './observation.ts';
import type { Observation } from './observation.ts';

const hourMs = 3_600_000;

/** What a business day is decided from; observations are in timeline order and trusted. */
export interface DayFacts {
  readonly window: DayWindow;
  /** The observations whose time lies in the window. */
  readonly observations: readonly Observation[];
  /** Up to and including when the day before has carried them over to itself; null if it has not. */
  readonly claimedUntil: number | null;
  /** The observations of the day after, some of which may belong to this day by carry. */
  readonly following: readonly Observation[];
}

/** What a business day is found to be. */
export interface DecidedDay {
  readonly clockIn: Observation | null;
  /** The last observation so far, which a later one replaces; null on a day with one observation. */
  readonly clockOut: Observation | null;
  readonly breaks: readonly Break[];
  /** Up to and including when observations of the day after belong to this day; null if none does. */
  readonly carriedUntil: number | null;
  /** When nothing that happens from then on belongs to this day any more. */
  readonly closesAt: number;
  /** Whether a PC is still in use after all that was observed. */
  readonly leftInUse: boolean;
}

/**
 * Decides one business day (domain 5.3) from the set of its facts alone, so that order of arrival and
 * copies cannot matter. Clock-in is the observation that opened the day, clock-out the last one that
 * belongs to it, and breaks lie between them.
 */
export function decideBusinessDay(facts: DayFacts): DecidedDay {
  const { window, claimedUntil } = facts;
  const own = claimedUntil === null ? facts.observations : facts.observations.filter(({ at }) => at > claimedUntil);
  const opening = own.findIndex(opens(window.rules));
  const clockIn = own[opening];
  if (clockIn === undefined) return { ...emptyDay, closesAt: window.end };

  const stay = carryOver(own, facts.following, window);
  const worked = [...own.slice(opening), ...facts.following.slice(0, stay.carried)];
  const last = worked.findLast(canPunch);
  return {
    clockIn,
    clockOut: last === undefined || last === clockIn ? null : last,
    breaks: breaksOf(worked, window.rules.breakThresholdMinutes),
    carriedUntil: facts.following[stay.carried - 1]?.at ?? null,
    closesAt: stay.endsAt,
    leftInUse: stay.inUse,
  };
}

const emptyDay = { clockIn: null, clockOut: null, breaks: [], carriedUntil: null, leftInUse: false };

/** Without carry the original's literal rule holds: whatever comes first opens the day. */
const opens = ({ carryHours }: DayRules) => (carryHours === 0 ? canPunch : canOpenDay);

interface Stay {
  readonly presence: Presence;
  /** Since when nobody is there; null while somebody is, and before anybody came. */
  readonly absentSince: number | null;
}

interface CarriedStay {
  /** How many of the following observations belong to the day. */
  readonly carried: number;
  /** When the stay is over at the latest, at the border or after it. */
  readonly endsAt: number;
  readonly inUse: boolean;
}

/**
 * Follows the stay that is under way at the border into the day after, until it ends or the carry is
 * used up. As everywhere, an absence below the break threshold does not end it: who steps out for ten
 * minutes at a quarter past midnight does not begin a new day on coming back.
 */
function carryOver(own: readonly Observation[], following: readonly Observation[], window: DayWindow): CarriedStay {
  const { end, rules } = window;
  const limit = end + rules.carryHours * hourMs;
  let stay = own.reduce(follow, { presence: nobody, absentSince: null });
  if (rules.carryHours === 0) return { carried: 0, endsAt: end, inUse: isInUse(stay.presence) };

  let carried = 0;
  for (const [index, observation] of following.entries()) {
    if (observation.at > limit || isOver(stay, observation.at, rules)) break;
    const before = stay;
    stay = follow(stay, observation);
    if (isInUse(before.presence) || isInUse(stay.presence)) carried = index + 1;
  }

  const inUse = isInUse(stay.presence);
  const endsAt = stay.absentSince === null ? limit : stay.absentSince + rules.breakThresholdMinutes * 60_000;
  return { carried, endsAt: Math.min(limit, Math.max(end, endsAt)), inUse };
}

function follow({ presence, absentSince }: Stay, observation: Observation): Stay {
  const next = observe(presence, observation);
  if (isInUse(next)) return { presence: next, absentSince: null };
  return { presence: next, absentSince: isInUse(presence) ? observation.at : absentSince };
}

/** Whether the stay had ended by the given moment, or had never begun. */
function isOver({ presence, absentSince }: Stay, at: number, rules: DayRules): boolean {
  if (isInUse(presence)) return false;
  return absentSince === null || isInterruption(at - absentSince, rules.breakThresholdMinutes);
}
