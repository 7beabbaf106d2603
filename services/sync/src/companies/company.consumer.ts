import { topics } from '@genkan/contracts';
import { PermanentError, subscription } from '@genkan/kafka-kit';
import type { Subscription } from '@genkan/kafka-kit';
import type { CompanyStore } from './company.store.ts';

/** Which companies there are, from policy. */
export function companies(store: CompanyStore): Subscription {
  return subscription({
    topic: topics.companies,
    async handle({ companyId, timeZone, deleted, version }, envelope) {
      if (companyId !== envelope.companyId) throw new PermanentError('the record is not of its key');
      await store.apply({ companyId, timeZone, deleted }, Number(version));
    },
  });
}
