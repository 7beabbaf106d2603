import { revise } from '../punch-topic/punch-ledger.ts';
import type { AnnouncedPunch, PunchLedger } from '../punch-topic/punch-ledger.ts';
import { punchesOf } from '../punch-topic/punch.ts';
import type { DecidedPunch } from '../punch-topic/punch.ts';
import type { DayOwner } from './day-owner.ts';
import type { DayWindow } from './business-calendar.ts';
import { decideBusinessDay } from './business-day.ts';
import { timelineOf } from './observation.ts';
import type { Observation } from './observation.ts';

/** One business day of one person, as it is stored: what was observed and what follows from it. */
export interface EmployeeDay extends DayOwner {
  /** YYYY-MM-DD. */
  readonly day: string;
  /** Version of the stored document; 0 = not stored yet. */
  readonly rev: number;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly timeZone: string;
  /**
   * Everything that was ever found to lie in the day, in timeline order; it only grows. What a later
   * word about borders puts into another day stays here as a stray copy, which decides nothing.
   */
  readonly observations: readonly Observation[];
  /** The punches that hold. */
  readonly punches: readonly DecidedPunch[];
  /** The punches as the topic knows them. */
  readonly announced: PunchLedger;
  /** Until when its observations belong to the day before, and those of the day after to it. */
  readonly claimedUntil: number | null;
  readonly carriedUntil: number | null;
  readonly closesAt: number;
  readonly leftInUse: boolean;
  /** Whether the person or their settings are not known yet, so that nothing can be announced. */
  readonly awaiting: boolean;
  /** When to decide again without a new observation; null = never. */
  readonly dueAt: number | null;
}

/** What lies around a stored day when it is decided. */
export interface DayContext {
  readonly window: DayWindow;
  /** Observations to be added; one that is already there stands as it is. */
  readonly arrived: readonly Observation[];
  readonly before: Pick<EmployeeDay, 'carriedUntil'> | undefined;
  readonly after: { readonly window: DayWindow; readonly observations: readonly Observation[] };
  /** Whether the person and all settings are known. */
  readonly known: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** How many messages can still be stored beside the day. */
  readonly room: number;
}

export interface DecidedEmployeeDay {
  readonly day: EmployeeDay;
  readonly changed: readonly AnnouncedPunch[];
}

/** How long to wait for room when more punches changed than can be announced at once. */
const roomPauseMs = 500;

export function newEmployeeDay({ companyId, userId }: DayOwner, { day, start, end, rules }: DayWindow): EmployeeDay {
  return {
    companyId,
    userId,
    day,
    rev: 0,
    startsAt: start,
    endsAt: end,
    timeZone: rules.timeZone,
    observations: [],
    punches: [],
    announced: [],
    claimedUntil: null,
    carriedUntil: null,
    closesAt: end,
    leftInUse: false,
    awaiting: false,
    dueAt: null,
  };
}

/** The observations of a stored day that belong to it, or (strays) those that its true window leaves out. */
export function observationsWithin({ observations, startsAt, endsAt }: EmployeeDay): readonly Observation[] {
  return observations.filter(({ at }) => at >= startsAt && at < endsAt);
}

export function strays({ observations, startsAt, endsAt }: EmployeeDay): readonly Observation[] {
  return observations.filter(({ at }) => at < startsAt || at >= endsAt);
}

/** Decides a stored day anew from what it holds and what lies around it. */
export function decideEmployeeDay(current: EmployeeDay, context: DayContext): DecidedEmployeeDay {
  const { window, after, known, now } = context;
  const observations = withArrived(current.observations, context.arrived);
  const claimedUntil = context.before?.carriedUntil ?? null;
  const decided = decideBusinessDay({
    window,
    observations: trusted(observations, window),
    claimedUntil,
    following: trusted(after.observations, after.window),
  });

  const punches = punchesOf(current, window, decided, now);
  const holding = window.rules.punchLinkage ? punches : [];
  // Nothing is announced of a person not known, and nothing withdrawn of one not known any more.
  const { ledger, changed, more } = known
    ? revise(current.announced, holding, now, context.room)
    : { ledger: current.announced, changed: [], more: false };

  const closing = decided.clockIn !== null && now < decided.closesAt ? decided.closesAt : null;
  const day: EmployeeDay = {
    ...current,
    startsAt: window.start,
    endsAt: window.end,
    timeZone: window.rules.timeZone,
    observations,
    punches,
    announced: ledger,
    claimedUntil,
    carriedUntil: decided.carriedUntil,
    closesAt: decided.closesAt,
    leftInUse: decided.leftInUse,
    awaiting: !known,
    dueAt: more ? now + roomPauseMs : closing,
  };
  return { day, changed };
}

function withArrived(observations: readonly Observation[], arrived: readonly Observation[]): readonly Observation[] {
  const ids = new Set(observations.map(({ id }) => id));
  return timelineOf([...observations, ...arrived.filter(({ id }) => !ids.has(id))]);
}

const trusted = (observations: readonly Observation[], window: DayWindow): readonly Observation[] =>
  observations.filter((observation) => !observation.suspect && isWithin(window, observation));

const isWithin = ({ start, end }: DayWindow, { at }: Observation): boolean => at >= start && at < end;
