import { topics } from '@genkan/contracts';
import { PermanentError, subscription, type Subscription } from '@genkan/kafka-kit';
import type { UserStore } from './user.store.ts';

/** Which people there are, from sync. */
export const employees = (store: UserStore): Subscription =>
  subscription({
    topic: topics.employees,
    async handle(employee, { companyId }) {
      if (employee.companyId !== companyId || employee.userId === '') throw new PermanentError('the record is not of its key');
      const person = {
        employeeCode: employee.employeeCode,
        displayName: `${employee.lastName} ${employee.firstName}`.trim(),
        email: employee.emailAddresses[0] ?? null,
        divisionCode: employee.divisions.at(-1)?.divisionCode ?? null,
        gone: employee.deleted,
      };
      await store.applyPerson(companyId, employee.userId, person, Number(employee.version));
    },
    async handleTombstone({ companyId, key }) {
      await store.erasePerson(companyId, key.slice(companyId.length + 1));
    },
  });
