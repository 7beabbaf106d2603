import { topics } from '@genkan/contracts';
import { PermanentError, subscription } from '@genkan/kafka-kit';
import type { Subscription } from '@genkan/kafka-kit';
import type { PersonStore } from './person.store.ts';
import { entityOf } from './record-key.ts';

/** Which people there are and where they belong, from sync. */
export function employees(people: PersonStore): Subscription {
  return subscription({
    topic: topics.employees,
    async handle(employee, { companyId, key }) {
      if (employee.companyId !== companyId || employee.userId !== entityOf(key)) throw new PermanentError('the record is not of its key');
      await people.applyEmployee(companyId, {
        userId: employee.userId,
        version: Number(employee.version),
        deleted: employee.deleted,
        divisionCode: employee.divisions.at(-1)?.divisionCode ?? null,
      });
    },
    handleTombstone: ({ companyId, key }) => people.forget(companyId, entityOf(key), 'employee'),
  });
}
