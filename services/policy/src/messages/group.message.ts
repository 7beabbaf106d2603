import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { topics } from '@genkan/contracts';
import type { OutboxEntry } from '@genkan/mongo-kit';
import type { Group } from '../groups/group.ts';
import { stateEntry } from './outbox-entries.ts';

export function groupEntry(companyId: string, group: Group, deleted: boolean, version: number, at: Date): OutboxEntry {
  const message = {
    companyId,
    groupId: group.groupId,
    name: group.name,
    language: group.language,
    logonMethods: group.methods.map(({ first, second }) => ({ firstFactor: first, secondFactor: second ?? '' })),
    settings: group.settings.map(({ effectiveFrom, value }) => ({
      effectiveFrom: timestampFromDate(effectiveFrom),
      timeZone: value.timeZone,
      ...(value.breakThresholdMinutes === null ? {} : { breakThresholdMinutes: value.breakThresholdMinutes }),
    })),
    version: BigInt(version),
    deleted,
  };
  return stateEntry(topics.groups, [companyId, group.groupId], message, version, at);
}
