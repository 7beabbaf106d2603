import { topics } from '@genkan/contracts';
import { PermanentError, subscription } from '@genkan/kafka-kit';
import type { Subscription } from '@genkan/kafka-kit';
import type { PartyStore } from './party.store.ts';

/** Names of PCs, from identity. */
export function devices(parties: PartyStore): Subscription {
  return subscription({
    topic: topics.devices,
    async handle(device, { companyId }) {
      if (device.companyId !== companyId || device.deviceId === '') throw new PermanentError('the record is not of its key');
      const party = { kind: 'device', id: device.deviceId, name: device.pcName, divisionCode: null } as const;
      await parties.apply(companyId, party, Number(device.version));
    },
  });
}
