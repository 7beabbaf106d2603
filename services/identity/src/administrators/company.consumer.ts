import { topics } from '@genkan/contracts';
import { PermanentError, subscription } from '@genkan/kafka-kit';
import type { Subscription } from '@genkan/kafka-kit';
import type { AdministratorStore } from './administrator.store.ts';

/** What a company is called and who its first administrator is, from policy. */
export function companies(store: AdministratorStore): Subscription {
  return subscription({
    topic: topics.companies,
    async handle({ companyId, name, firstAdministratorCode, version }, envelope) {
      if (companyId !== envelope.companyId) throw new PermanentError('the record is not of its key');
      await store.applyCompany(companyId, { name, firstAdministratorCode }, Number(version));
    },
  });
}
