import { findOfCompany, insertWithOutbox, outboxIndexes, tenantId, updateWithOutbox } from '@genkan/mongo-kit';
import type { Collection, IndexDescription, OutboxDocument } from '@genkan/mongo-kit';
import type { Sealed, Sealer } from '@genkan/service-kit';
import { operationEntry } from '../messages/outbox-entries.ts';
import type { Delivery } from './attendance-connection.ts';
import type { ConnectionStore } from './attendance-connection.store.ts';

export interface ConnectionDocument extends OutboxDocument {
  readonly baseUrl: string;
  readonly delivery: Delivery;
  readonly token: Sealed;
}

export const connectionIndexes: IndexDescription[] = outboxIndexes;

const part = 'attendance-connection';
/** Ties the seal to its company: copied to another one it does not open. */
const sealedFor = (companyId: string): string => `${companyId}|${part}|token`;

export function mongoConnectionStore(collection: Collection<ConnectionDocument>, sealer: Sealer): ConnectionStore {
  return {
    exists: async (companyId) => (await findOfCompany(collection, companyId, part)) !== null,
    async open(companyId) {
      const document = await findOfCompany(collection, companyId, part);
      if (document === null) return undefined;
      const token = Buffer.from(await sealer.open(document.token, sealedFor(companyId))).toString('utf8');
      return { baseUrl: document.baseUrl, token, delivery: document.delivery };
    },
    version: async (companyId) => (await findOfCompany(collection, companyId, part))?.rev ?? 0,
    async save(companyId, before, { baseUrl, token, delivery }, operation) {
      const sealed = await sealer.seal(Buffer.from(token, 'utf8'), sealedFor(companyId));
      const _id = tenantId(companyId, part);
      const entries = [operationEntry(companyId, part, before + 1, operation)];
      const outcome =
        before === 0
          ? await insertWithOutbox<ConnectionDocument>(collection, { _id, companyId, rev: 1, baseUrl, delivery, token: sealed }, entries)
          : await updateWithOutbox<ConnectionDocument>(collection, { _id, rev: before }, { baseUrl, delivery, token: sealed }, entries);
      return outcome === 'inserted' || outcome === 'updated' ? 'saved' : 'moved';
    },
  };
}
