import { namedIn } from './person-of.ts';
import type { KnownRecord, RecordName, RecordStore } from './record.store.ts';
import type { RecordKind, RecordStates } from './records.ts';

/** For tests: the same behaviour without a server. */
export function memoryRecordStore(): RecordStore {
  const stored = new Map<string, KnownRecord<RecordKind>>();
  const keyOf = ({ kind, companyId, id }: RecordName<RecordKind>): string => [companyId, kind, id].join('|');
  const find = <Kind extends RecordKind>(name: RecordName<Kind>): KnownRecord<Kind> | undefined =>
    stored.get(keyOf(name)) as KnownRecord<Kind> | undefined;
  const several = <Kind extends RecordKind>(kind: Kind, companyId: string, ids: readonly string[]): Map<string, RecordStates[Kind]> =>
    new Map(ids.flatMap((id) => {
      const record = find({ kind, companyId, id });
      return record === undefined ? [] : [[id, record.state] as const];
    }));

  return {
    find: async (name) => find(name),
    async put(name, record) {
      if ((find(name)?.version ?? -1) >= record.version) return 'older';
      stored.set(keyOf(name), record);
      return 'stored';
    },
    async revisited(name, version) {
      const known = find(name);
      if (known?.version === version) stored.set(keyOf(name), { ...known, revisit: null });
    },
    async forget(name) {
      stored.delete(keyOf(name));
    },
    async about({ companyId, userId }) {
      const employee = find({ kind: 'employee', companyId, id: userId })?.state;
      const membership = find({ kind: 'membership', companyId, id: userId })?.state;
      const { divisionCodes, groupIds } = namedIn({ employee, membership });
      return {
        employee,
        membership,
        company: find({ kind: 'company', companyId, id: '' })?.state,
        divisions: several('division', companyId, divisionCodes),
        groups: several('group', companyId, groupIds),
      };
    },
  };
}
