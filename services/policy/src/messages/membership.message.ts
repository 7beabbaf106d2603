import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { topics } from '@genkan/contracts';
import type { OutboxEntry } from '@genkan/mongo-kit';
import type { Membership } from '../groups/membership.ts';
import { stateEntry } from './outbox-entries.ts';

export function membershipEntry(companyId: string, membership: Membership, version: number, at: Date): OutboxEntry {
  const message = {
    companyId,
    userId: membership.userId,
    periods: membership.periods.map(({ effectiveFrom, value }) => ({
      effectiveFrom: timestampFromDate(effectiveFrom),
      groupId: value ?? '',
    })),
    version: BigInt(version),
  };
  return stateEntry(topics.memberships, [companyId, membership.userId], message, version, at);
}
