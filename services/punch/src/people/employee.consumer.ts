import { topics } from '@genkan/contracts';
import { subscription } from '@genkan/kafka-kit';
import type { Subscription } from '@genkan/kafka-kit';
import type { LearnRecord } from './learn-record.ts';
import { periodOf } from './period-of.ts';
import { checkKey, entityOf } from './record-key.ts';
import type { RecordStore } from './record.store.ts';

/** Who the people are and to which division they belonged when, from sync. A leaver's late events still count. */
export function employees(learn: LearnRecord, records: Pick<RecordStore, 'forget'>): Subscription {
  return subscription({
    topic: topics.employees,
    async handle(employee, envelope) {
      const { companyId, userId, employeeKey, employeeCode } = employee;
      checkKey(envelope, { companyId, id: userId });
      const state = {
        employeeKey,
        employeeCode,
        name: `${employee.lastName} ${employee.firstName}`.trim(),
        divisions: employee.divisions.map(({ effectiveFrom, divisionCode }) => periodOf(effectiveFrom, divisionCode)),
      };
      await learn({ kind: 'employee', companyId, id: userId, version: Number(employee.version), stateAfter: () => state });
    },
    handleTombstone: async (envelope) =>
      records.forget({ kind: 'employee', companyId: envelope.companyId, id: entityOf(envelope) }),
  });
}
