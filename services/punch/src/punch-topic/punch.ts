import type { DecidedDay } from '../business-day/business-day.ts';
import type { DayWindow } from '../business-day/business-calendar.ts';
import type { DayOwner } from '../business-day/day-owner.ts';
import type { Observation } from '../business-day/observation.ts';
import { punchIdOf } from './punch-id.ts';
import type { PunchKind } from './punch-kind.ts';

/** `withdrawn` = it was announced and no longer holds. */
export type PunchState = 'tentative' | 'final' | 'withdrawn';

/** A punch as a business day has it now, whether or not anybody was told. */
export interface DecidedPunch {
  readonly punchId: string;
  readonly kind: PunchKind;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Ids of the events that decided it. */
  readonly evidence: readonly string[];
  /** Whether its time comes from an inferred event. */
  readonly estimated: boolean;
  readonly state: Exclude<PunchState, 'withdrawn'>;
}

/**
 * The punches of a decided day in order of time. A break is told only once it is over; whether breaks
 * become punches is the company's choice, and so is whether anything does.
 *
 * @param now milliseconds since the epoch; once the day is closed its punches are final
 */
export function punchesOf(owner: DayOwner, window: DayWindow, decided: DecidedDay, now: number): readonly DecidedPunch[] {
  const state = now >= decided.closesAt ? 'final' : 'tentative';
  const punch = (kind: PunchKind, observation: Observation | null, openingId?: string): DecidedPunch[] =>
    observation === null
      ? []
      : [
          {
            punchId: punchIdOf({ ...owner, businessDay: window.day, kind, openingId }),
            kind,
            time: observation.at,
            evidence: [observation.id],
            estimated: observation.inferred,
            state,
          },
        ];

  const breaks = window.rules.breakLinkage ? decided.breaks : [];
  return [
    ...punch('clock-in', decided.clockIn),
    ...breaks.flatMap(({ opening, closing }) => [
      ...punch('break-start', opening, opening.id),
      ...punch('break-end', closing, opening.id),
    ]),
    ...punch('clock-out', decided.clockOut),
  ];
}
