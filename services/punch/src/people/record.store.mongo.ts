import { applyIfNewer, tenantId } from '@genkan/mongo-kit';
import type { Collection } from '@genkan/mongo-kit';
import { namedIn } from './person-of.ts';
import type { KnownRecord, RecordName, RecordStore } from './record.store.ts';
import type { RecordKind, RecordStates } from './records.ts';

/** `_id` = company|kind|id of the thing. */
export interface RecordDocument extends KnownRecord<RecordKind> {
  readonly _id: string;
  readonly companyId: string;
  readonly kind: RecordKind;
  readonly id: string;
}

export function mongoRecordStore(collection: Collection<RecordDocument>): RecordStore {
  return {
    async find<Kind extends RecordKind>(name: RecordName<Kind>) {
      const document = await collection.findOne({ _id: idOf(name), companyId: name.companyId });
      return document === null ? undefined : (document as unknown as KnownRecord<Kind>);
    },
    async put(name, { version, state, revisit }) {
      const { companyId, kind, id } = name;
      const applied = await applyIfNewer(collection, idOf(name), version, { companyId, kind, id, state, revisit });
      return applied === 'applied' ? 'stored' : 'older';
    },
    async revisited(name, version) {
      await collection.updateOne({ _id: idOf(name), companyId: name.companyId, version }, { $set: { revisit: null } });
    },
    async forget(name) {
      await collection.deleteOne({ _id: idOf(name), companyId: name.companyId });
    },
    async about({ companyId, userId }) {
      const own = await byId(companyId, [
        { kind: 'employee', companyId, id: userId },
        { kind: 'membership', companyId, id: userId },
        { kind: 'company', companyId, id: '' },
      ]);
      const [employee] = own.ofKind('employee').values();
      const [membership] = own.ofKind('membership').values();
      const [company] = own.ofKind('company').values();
      const { divisionCodes, groupIds } = namedIn({ employee, membership });
      const named = await byId(companyId, [
        ...divisionCodes.map((id) => ({ kind: 'division' as const, companyId, id })),
        ...groupIds.map((id) => ({ kind: 'group' as const, companyId, id })),
      ]);
      return { employee, membership, company, divisions: named.ofKind('division'), groups: named.ofKind('group') };
    },
  };

  async function byId(companyId: string, names: readonly RecordName<RecordKind>[]) {
    const documents = names.length === 0 ? [] : await collection.find({ _id: { $in: names.map(idOf) }, companyId }).toArray();
    return {
      ofKind: <Kind extends RecordKind>(kind: Kind) =>
        new Map(documents.filter((one) => one.kind === kind).map(({ id, state }) => [id, state as RecordStates[Kind]])),
    };
  }
}

const idOf = ({ companyId, kind, id }: RecordName<RecordKind>): string =>
  id === '' ? tenantId(companyId, kind) : tenantId(companyId, kind, id);
