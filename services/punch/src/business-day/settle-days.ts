import { isDeepStrictEqual } from 'node:util';
import { outboxLimit, PermanentError, TransientError } from '@genkan/kafka-kit';
import type { Person, PersonReader } from '../people/person.ts';
import { announcementsOf } from '../punch-topic/punch-message.ts';
import type { DayOwner } from './day-owner.ts';
import { neighbourOf } from './business-calendar.ts';
import type { BusinessCalendar } from './business-calendar.ts';
import { calendarBook } from './calendar-book.ts';
import { decideEmployeeDay, newEmployeeDay, strays } from './employee-day.ts';
import type { EmployeeDay } from './employee-day.ts';
import type { EmployeeDayStore, StoredDay } from './employee-day.store.ts';
import type { Observation } from './observation.ts';

export interface SettleDaysParts {
  readonly days: EmployeeDayStore;
  readonly people: PersonReader;
  readonly clock: () => Date;
  /** Called after each write that stored something to announce. */
  readonly onAnnounced: () => void;
}

export interface DaysToSettle {
  readonly owner: DayOwner;
  /** What was observed; what is stored already changes nothing. */
  readonly observations?: readonly Observation[];
  /** Days to decide again although nothing was observed in them, YYYY-MM-DD. */
  readonly days?: readonly string[];
}

export type SettleDays = (request: DaysToSettle) => Promise<void>;

/** A PC that says more in one day is broken; its further events go to the dead letters. */
export const mostObservationsOfDay = 5_000;
const mostPasses = 60;

/** What is still to be done for one person. */
interface Work {
  readonly owner: DayOwner;
  /** Observations not yet known to be stored in the day they belong to. */
  readonly waiting: Map<string, Observation>;
  /** The day in which an observation is stored for certain, by its id. */
  readonly placed: Map<string, string>;
  dirty: Set<string>;
}

/** What one pass read before it decided anything. */
interface Reading {
  readonly person: Person;
  readonly calendar: BusinessCalendar;
  readonly found: Map<string, StoredDay>;
}

/**
 * Brings observations into their business days and decides again whatever that moves, until nothing
 * moves any more. A day depends on its neighbours and on settings, and several processes may write at
 * once; so each write is a compare-and-set, and after it the day and those that depend on it are decided
 * once more from a fresh read. Whoever writes last has therefore seen everything. Repeating is harmless.
 */
export function settleDays({ days, people, clock, onAnnounced }: SettleDaysParts): SettleDays {
  const calendarOf = calendarBook();

  return async ({ owner, observations = [], days: named = [] }) => {
    const waiting = new Map(observations.map((observation) => [observation.id, observation]));
    const work: Work = { owner, waiting, placed: new Map(), dirty: new Set(named) };

    for (let pass = 0; pass < mostPasses; pass++) {
      const person = await people.read(owner);
      const calendar = calendarOf(person.rules);
      for (const { at } of work.waiting.values()) work.dirty.add(calendar.containing(at).day);
      const names = [...work.dirty].sort();
      if (names.length === 0) return;

      const found = await loadWithNeighbours(owner, names);
      work.dirty = new Set();
      for (const name of names) await settleDay(name, work, { person, calendar, found });
    }
    throw new TransientError(`the days of ${owner.userId} moved faster than they could be decided`);
  };

  async function loadWithNeighbours(owner: DayOwner, names: readonly string[]): Promise<Map<string, StoredDay>> {
    const wanted = new Set(names.flatMap((name) => [neighbourOf(name, -1), name, neighbourOf(name, 1)]));
    const stored = await days.load(owner, [...wanted]);
    return new Map(stored.map((one) => [one.day.day, one]));
  }

  async function settleDay(name: string, work: Work, { person, calendar, found }: Reading): Promise<void> {
    const window = calendar.of(name);
    const arrived = [...work.waiting.values()].filter(({ at }) => calendar.containing(at).day === name);
    const stored = found.get(name);
    if (stored === undefined && arrived.length === 0) return;
    const { day: current, room } = stored ?? { day: newEmployeeDay(work.owner, window), room: outboxLimit };
    const next = neighbourOf(name, 1);
    const { day, changed } = decideEmployeeDay(current, {
      window,
      arrived,
      before: found.get(neighbourOf(name, -1))?.day,
      after: { window: calendar.of(next), observations: found.get(next)?.day.observations ?? [] },
      known: person.known,
      now: clock().getTime(),
      room,
    });

    if (day.observations.length > Math.max(mostObservationsOfDay, current.observations.length)) {
      throw new PermanentError(`more than ${mostObservationsOfDay} events of one person in one business day`);
    }

    if (stored === undefined || !isDeepStrictEqual(day, current)) {
      const announcements = announcementsOf(day, person, changed);
      if ((await days.save(day, announcements)) === 'moved') {
        work.dirty.add(name);
        return;
      }
      if (announcements.length > 0) onAnnounced();
      found.set(name, { day: { ...day, rev: day.rev + 1 }, room });
      for (const dependent of dependentsOf(current, day)) work.dirty.add(dependent);
    }

    for (const { id } of arrived) {
      work.waiting.delete(id);
      work.placed.set(id, name);
    }
    for (const stray of strays(day)) {
      if (work.placed.get(stray.id) !== calendar.containing(stray.at).day) work.waiting.set(stray.id, stray);
    }
  }
}

/** The days to look at after a day was written: itself, to notice what moved meanwhile, and those it decides. */
function dependentsOf(before: EmployeeDay, after: EmployeeDay): readonly string[] {
  const { day } = after;
  const sameWindow = before.startsAt === after.startsAt && before.endsAt === after.endsAt;
  return [
    day,
    ...(sameWindow && isDeepStrictEqual(before.observations, after.observations) ? [] : [neighbourOf(day, -1)]),
    ...(sameWindow && before.carriedUntil === after.carriedUntil ? [] : [neighbourOf(day, 1)]),
  ];
}
