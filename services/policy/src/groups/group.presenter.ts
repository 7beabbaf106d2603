import { entryOf } from './group.ts';
import type { StoredGroup } from './group.store.ts';

/** A group as the console shows it; `members` is left out where it was not counted. */
export function presentGroup({ group, version }: StoredGroup, members?: number) {
  const { name, language, timeZone, breakThresholdMinutes } = entryOf(group);
  return {
    groupId: group.groupId,
    name,
    language,
    timeZone,
    breakThresholdMinutes,
    methods: group.methods.map(({ first, second }) => (second === undefined ? { first } : { first, second })),
    version,
    ...(members === undefined ? {} : { memberCount: members }),
  };
}
