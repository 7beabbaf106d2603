import { fromBinary } from '@bufbuild/protobuf';
import { PunchSchema } from '@genkan/contracts';
import { memoryRecordStore } from '../people/record.store.memory.ts';
import type { PunchSettings } from '../people/records.ts';
import { createPunch } from '../punch.ts';
import type { Period } from '../business-day/history.ts';
import { attendanceOf } from './attendance.ts';
import { clock, script } from './day-script.ts';
import { memoryEmployeeDayStore } from '../business-day/employee-day.store.memory.ts';
import type { EmployeeDayStore } from '../business-day/employee-day.store.ts';
import { memoryEventRegister } from '../business-day/event-register.store.memory.ts';
import type { Observation } from '../business-day/observation.ts';

export const owner = { companyId: 'company', userId: 'taro' };
export const linked: PunchSettings = { punchLinkage: true, breakLinkage: true, breakThresholdMinutes: 30, carryHours: 6 };

/** The whole of punch without a server, with a clock that tests move. `through` may get in between it and its stores. */
export function punchWorld(through: (days: EmployeeDayStore) => EmployeeDayStore = (days) => days) {
  let now = clock('0:00');
  const present = (): Date => new Date(now);
  const records = memoryRecordStore();
  const stored = memoryEmployeeDayStore();
  const days = through(stored);
  const register = memoryEventRegister();
  const nothing = (): void => undefined;
  const punch = createPunch({ days, records, register }, { clock: present, onAnnounced: nothing, onRevisit: nothing });
  const { learn, observe, settle } = punch;
  const versions = { company: 0, division: 0, employee: 0 };

  const learnCompany = (settings: readonly Period<PunchSettings>[] = [{ effectiveFrom: 0, value: linked }]): Promise<void> =>
    learn({
      kind: 'company', companyId: owner.companyId, id: '', version: ++versions.company,
      stateAfter: () => ({ timeZones: [{ effectiveFrom: 0, value: 'Asia/Tokyo' }], punchSettings: settings }),
    });
  const learnDivision = (borders: readonly Period<number>[] = [{ effectiveFrom: 0, value: 0 }]): Promise<void> =>
    learn({ kind: 'division', companyId: owner.companyId, id: '1000', version: ++versions.division, stateAfter: () => ({ borders }) });
  const learnEmployee = (): Promise<void> =>
    learn({
      kind: 'employee', companyId: owner.companyId, id: owner.userId, version: ++versions.employee,
      stateAfter: () => ({
        employeeKey: 'key-taro', employeeCode: '1001', name: '勤怠 太郎', divisions: [{ effectiveFrom: 0, value: '1000' }],
      }),
    });

  return {
    learnCompany,
    learnDivision,
    learnEmployee,
    /** Everybody is known, linkage is on, the border is at midnight. */
    async settled() {
      await learnCompany();
      await learnDivision();
      await learnEmployee();
      return this;
    },
    setClock: (time: string) => void (now = clock(time)),
    observe: (events: string | readonly Observation[], userId = owner.userId) =>
      observe(
        (typeof events === 'string' ? script(events) : events).map((observation) => ({
          companyId: owner.companyId,
          userId,
          eventId: observation.id,
          digest: JSON.stringify({ ...observation, userId }),
          observation,
        })),
      ),
    settle,
    /** What the due scanner does, until nothing is due any more. */
    async runDue() {
      for (;;) {
        const due = stored.all().filter(({ dueAt }) => dueAt !== null && dueAt <= now);
        if (due.length === 0) return;
        for (const { companyId, userId, day } of due) await settle({ owner: { companyId, userId }, days: [day] });
      }
    },
    days: () => stored.all(),
    punches: () => stored.announced().map(({ value }) => fromBinary(PunchSchema, value ?? new Uint8Array())),
    attendance() {
      return attendanceOf(this.punches());
    },
  };
}
