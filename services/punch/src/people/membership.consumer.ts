import { topics } from '@genkan/contracts';
import { subscription } from '@genkan/kafka-kit';
import type { Subscription } from '@genkan/kafka-kit';
import type { LearnRecord } from './learn-record.ts';
import { periodOf } from './period-of.ts';
import { checkKey, entityOf } from './record-key.ts';
import type { RecordStore } from './record.store.ts';

/** To which group people belonged when, from policy. */
export function memberships(learn: LearnRecord, records: Pick<RecordStore, 'forget'>): Subscription {
  return subscription({
    topic: topics.memberships,
    async handle({ companyId, userId, periods, version }, envelope) {
      checkKey(envelope, { companyId, id: userId });
      const state = { groups: periods.map(({ effectiveFrom, groupId }) => periodOf(effectiveFrom, groupId)) };
      await learn({ kind: 'membership', companyId, id: userId, version: Number(version), stateAfter: () => state });
    },
    handleTombstone: async (envelope) =>
      records.forget({ kind: 'membership', companyId: envelope.companyId, id: entityOf(envelope) }),
  });
}
