import { topics } from '@genkan/contracts';
import { PermanentError, subscription } from '@genkan/kafka-kit';
import type { Subscription } from '@genkan/kafka-kit';
import type { AdministratorStore } from './administrator.store.ts';

/** Which administrators there are, from sync. */
export function administrators(store: AdministratorStore): Subscription {
  return subscription({
    topic: topics.administrators,
    async handle({ companyId, administratorKey, code, name, emailAddresses, version, deleted }, envelope) {
      if (companyId !== envelope.companyId || administratorKey === '') throw new PermanentError('the record is not of its key');
      await store.applyAdministrator(companyId, { administratorKey, code, name, email: emailAddresses[0] ?? null, deleted }, Number(version));
    },
  });
}
