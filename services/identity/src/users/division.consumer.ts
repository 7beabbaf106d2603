import { topics } from '@genkan/contracts';
import { PermanentError, subscription, type Subscription } from '@genkan/kafka-kit';
import type { UserStore } from './user.store.ts';

/** Names of divisions, from sync. A removed division keeps its name for those who were in it. */
export const divisions = (store: UserStore): Subscription =>
  subscription({
    topic: topics.divisions,
    async handle({ companyId, divisionCode, name, version }, envelope) {
      if (companyId !== envelope.companyId || divisionCode === '') throw new PermanentError('the record is not of its key');
      await store.applyDivision(companyId, divisionCode, name, Number(version));
    },
  });
