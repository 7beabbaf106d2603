import { applyIfNewer, tenantId } from '@genkan/mongo-kit';
import type { Collection, IndexDescription } from '@genkan/mongo-kit';
import { escapeRegex } from '../search/escape-regex.ts';
import { fold } from '../log-entries/folded-text.ts';
import { partyKey } from './party.ts';
import type { Party } from './party.ts';
import type { PartyStore } from './party.store.ts';

export interface PartyDocument extends Party {
  /** `<company>|<kind>|<id>` */
  _id: string;
  companyId: string;
  version: number;
  /** The name, folded for searching. */
  folded: string;
}

export const partyIndexes: IndexDescription[] = [
  { key: { companyId: 1, kind: 1, divisionCode: 1 }, name: 'by-division' },
];

export function mongoPartyStore(collection: Collection<PartyDocument>): PartyStore {
  return {
    async names(companyId, parties) {
      if (parties.length === 0) return new Map();
      const ids = parties.map(({ kind, id }) => tenantId(companyId, kind, id));
      const documents = await collection.find({ _id: { $in: ids }, companyId }).toArray();
      return new Map(documents.map((document) => [partyKey(document), document.name]));
    },
    async idsNamed(companyId, foldedPart) {
      const documents = await collection
        .find({ companyId, folded: { $regex: escapeRegex(foldedPart) } })
        .project<{ id: string }>({ id: 1 })
        .toArray();
      return documents.map(({ id }) => id);
    },
    async usersOf(companyId, divisionCodes) {
      const documents = await collection
        .find({ companyId, kind: 'user', divisionCode: { $in: [...divisionCodes] } })
        .project<{ id: string }>({ id: 1 })
        .toArray();
      return documents.map(({ id }) => id);
    },
    async apply(companyId, party, version) {
      const { kind, id, name, divisionCode } = party;
      const set = { companyId, kind, id, name, divisionCode, folded: fold(name) };
      await applyIfNewer(collection, tenantId(companyId, kind, id), version, set);
    },
  };
}
