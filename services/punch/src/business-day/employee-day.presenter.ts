import type { AnnouncedPunch } from '../punch-topic/punch-ledger.ts';
import type { DecidedPunch } from '../punch-topic/punch.ts';
import type { EmployeeDay } from './employee-day.ts';
import type { Observation } from './observation.ts';
import type { FoundDays, ReadDay } from './read-employee-days.ts';

export const presentEmployeeDays = ({ person, days }: FoundDays) => ({
  employeeCode: person.employeeCode,
  name: person.name,
  days: days.map(presentDay),
});

const presentDay = ({ day, closed, reasons, evidence }: ReadDay) => ({
  businessDay: day.day,
  timeZone: day.timeZone,
  startsAt: isoTime(day.startsAt),
  endsAt: isoTime(day.endsAt),
  closesAt: isoTime(day.closesAt),
  state: closed ? 'closed' : 'open',
  punches: punchesToShow(day).map(presentPunch),
  evidence: evidence.map(presentEvidence),
  reviewReasons: reasons,
});

interface ShownPunch extends Pick<AnnouncedPunch, 'punchId' | 'kind' | 'time' | 'state' | 'estimated' | 'evidence'> {
  /** Null: never announced, because punch linkage is off or the person is not known yet. */
  readonly revision: number | null;
}

const presentPunch = ({ punchId, kind, time, state, revision, estimated, evidence }: ShownPunch) => ({
  punchId,
  kind,
  time: isoTime(time),
  state,
  revision,
  estimated,
  mark: 'SL',
  evidenceEventIds: evidence,
});

const presentEvidence = ({ id, kind, at, device, session, inferred }: Observation) => ({
  eventId: id,
  kind,
  occurredAt: isoTime(at),
  deviceId: device,
  sessionId: session,
  inferred,
});

/** What holds, and what was told and holds no more; in order of time. */
function punchesToShow({ punches, announced }: EmployeeDay): readonly ShownPunch[] {
  const revisions = new Map(announced.map(({ punchId, revision }) => [punchId, revision]));
  const holding = punches.map((punch: DecidedPunch) => ({ ...punch, revision: revisions.get(punch.punchId) ?? null }));
  const withdrawn = announced.filter(({ state }) => state === 'withdrawn');
  return [...holding, ...withdrawn].toSorted((a, b) => a.time - b.time);
}

const isoTime = (at: number): string => new Date(at).toISOString();
