import { topics } from '@genkan/contracts';
import { PermanentError, subscription } from '@genkan/kafka-kit';
import type { Subscription } from '@genkan/kafka-kit';
import type { PartyStore } from './party.store.ts';

/** Names of administrators, from sync. */
export function administrators(parties: PartyStore): Subscription {
  return subscription({
    topic: topics.administrators,
    async handle(administrator, { companyId }) {
      const { administratorKey, name, version } = administrator;
      if (administrator.companyId !== companyId || administratorKey === '') throw new PermanentError('the record is not of its key');
      await parties.apply(companyId, { kind: 'administrator', id: administratorKey, name, divisionCode: null }, Number(version));
    },
  });
}
