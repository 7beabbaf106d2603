import { topics } from '@genkan/contracts';
import { PermanentError, subscription } from '@genkan/kafka-kit';
import type { Subscription } from '@genkan/kafka-kit';
import { fullName } from './party.ts';
import type { PartyStore } from './party.store.ts';

/** Names and divisions of employees, from sync. */
export function employees(parties: PartyStore): Subscription {
  return subscription({
    topic: topics.employees,
    async handle(employee, { companyId }) {
      if (employee.companyId !== companyId || employee.userId === '') throw new PermanentError('the record is not of its key');
      const party = {
        kind: 'user',
        id: employee.userId,
        name: fullName(employee.lastName, employee.firstName),
        divisionCode: employee.divisions.at(-1)?.divisionCode ?? null,
      } as const;
      await parties.apply(companyId, party, Number(employee.version));
    },
  });
}
