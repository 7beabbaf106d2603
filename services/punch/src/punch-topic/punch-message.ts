import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { PunchKind as WireKind, PunchState as WireState, topics } from '@genkan/contracts';
import { encodeMessage } from '@genkan/kafka-kit';
import { currentTraceparent } from '@genkan/service-kit';
import type { EmployeeDay } from '../business-day/employee-day.ts';
import type { Announcement } from '../business-day/employee-day.store.ts';
import type { Person } from '../people/person.ts';
import type { AnnouncedPunch } from './punch-ledger.ts';
import type { PunchKind } from './punch-kind.ts';
import type { PunchState } from './punch.ts';

/** The mark that the attendance system shows beside a punch from a PC log. */
const mark = 'SL';

const wireKinds: Record<PunchKind, WireKind> = {
  'clock-in': WireKind.CLOCK_IN,
  'clock-out': WireKind.CLOCK_OUT,
  'break-start': WireKind.BREAK_START,
  'break-end': WireKind.BREAK_END,
};

const wireStates: Record<PunchState, WireState> = {
  tentative: WireState.TENTATIVE,
  final: WireState.FINAL,
  withdrawn: WireState.WITHDRAWN,
};

/** The messages for `genkan.punches.v1`; of a person not known there is nothing to say. */
export function announcementsOf(day: EmployeeDay, person: Person, changed: readonly AnnouncedPunch[]): readonly Announcement[] {
  if (!person.known) return [];
  return changed.map((punch) => {
    const id = `${punch.punchId}.${punch.revision}`;
    const message = encodeMessage(
      topics.punches,
      [day.companyId, day.userId],
      {
        punchId: punch.punchId,
        revision: BigInt(punch.revision),
        companyId: day.companyId,
        userId: day.userId,
        employeeKey: person.employeeKey,
        employeeCode: person.employeeCode,
        kind: wireKinds[punch.kind],
        state: wireStates[punch.state],
        time: timestampFromMs(punch.time),
        businessDay: day.day,
        timeZone: day.timeZone,
        evidenceEventIds: [...punch.evidence],
        estimated: punch.estimated,
        mark,
        decidedTime: timestampFromMs(punch.decidedAt),
      },
      { id, source: 'punch', time: new Date(punch.decidedAt), traceparent: currentTraceparent() },
    );
    return { id, punchId: punch.punchId, decidedAt: punch.decidedAt, message };
  });
}
