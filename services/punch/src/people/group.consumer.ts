import { topics } from '@genkan/contracts';
import { subscription } from '@genkan/kafka-kit';
import type { Subscription } from '@genkan/kafka-kit';
import type { LearnRecord } from './learn-record.ts';
import { periodOf, within } from './period-of.ts';
import { checkKey } from './record-key.ts';
import { timeZoneOf } from './time-zone-of.ts';

/** Time zone and break threshold of groups, from policy. One that is gone is kept: past days were decided by it. */
export function groups(learn: LearnRecord): Subscription {
  return subscription({
    topic: topics.groups,
    async handle({ companyId, groupId, settings, version }, envelope) {
      checkKey(envelope, { companyId, id: groupId });
      const state = {
        settings: settings.map(({ effectiveFrom, timeZone, breakThresholdMinutes: threshold }) =>
          periodOf(effectiveFrom, {
            timeZone: timeZone === '' ? null : timeZoneOf(timeZone),
            breakThresholdMinutes: threshold === undefined ? null : within(threshold, 1, 180, 'a break threshold'),
          }),
        ),
      };
      await learn({ kind: 'group', companyId, id: groupId, version: Number(version), stateAfter: () => state });
    },
  });
}
