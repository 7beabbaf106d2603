import { applyIfNewer, findOfCompany, isDuplicateKey, outboxIndexes, tenantId, updateWithOutbox } from '@genkan/mongo-kit';
import type { Collection, IndexDescription, OutboxDocument } from '@genkan/mongo-kit';
import { operationEntry } from '../operations/outbox-entries.ts';
import { firstAdministratorRights, newcomerRights } from './administrator.ts';
import type { Administrator, AdministratorRights } from './administrator.ts';
import type { AdministratorStore, CompanyFacts, StoredAdministrator } from './administrator.store.ts';

export interface AdministratorDocument extends OutboxDocument, Administrator {
  /** Version of the record of sync. */
  version: number;
  rights?: AdministratorRights;
}

export interface CompanyDocument extends CompanyFacts {
  /** Company id. */
  _id: string;
  version: number;
  /** The person whom the operator named first; bound once, so that nobody inherits it by taking the account. */
  firstAdministratorKey?: string;
}

export const administratorIndexes: IndexDescription[] = [...outboxIndexes, { key: { companyId: 1, deleted: 1, code: 1 }, name: 'by-account' }];

export function mongoAdministratorStore(
  administrators: Collection<AdministratorDocument>,
  companies: Collection<CompanyDocument>,
): AdministratorStore {
  const bindFirst = async (companyId: string): Promise<void> => {
    const unbound = { _id: companyId, firstAdministratorKey: { $exists: false } };
    const company = await companies.findOne(unbound);
    if (company === null) return;
    const named = await administrators.findOne({ companyId, deleted: false, code: company.firstAdministratorCode });
    if (named !== null) await companies.updateOne(unbound, { $set: { firstAdministratorKey: named.administratorKey } });
  };

  const stored = async (companyId: string, document: AdministratorDocument | null): Promise<StoredAdministrator | undefined> => {
    if (document === null) return undefined;
    const company = document.rights === undefined ? await companies.findOne({ _id: companyId }) : null;
    return storedOf(document, company?.firstAdministratorKey);
  };

  return {
    async applyAdministrator(companyId, administrator, version) {
      const _id = tenantId(companyId, administrator.administratorKey);
      // `rev` counts all writes of the document; `version` orders what sync says.
      const set = { ...administrator, companyId, version };
      const replaced = await administrators.updateOne({ _id, version: { $lt: version } }, { $set: set, $inc: { rev: 1 } });
      if (replaced.matchedCount === 0) await insertOnce(administrators, { _id, rev: 1, ...set });
      await bindFirst(companyId);
    },
    async applyCompany(companyId, company, version) {
      await applyIfNewer(companies, companyId, version, company);
      await bindFirst(companyId);
    },
    companyName: async (companyId) => (await companies.findOne({ _id: companyId }))?.name ?? '',
    find: async (companyId, administratorKey) => stored(companyId, await findOfCompany(administrators, companyId, administratorKey)),
    findByCode: async (companyId, code) => stored(companyId, await administrators.findOne({ companyId, deleted: false, code })),
    async list(companyId) {
      const [documents, company] = await Promise.all([
        administrators.find({ companyId, deleted: false }).sort({ code: 1 }).toArray(),
        companies.findOne({ _id: companyId }),
      ]);
      return documents.map((document) => storedOf(document, company?.firstAdministratorKey));
    },
    saveRights(companyId, before, rights, operation) {
      const { administratorKey } = before.administrator;
      const entry = operationEntry(companyId, `administrator/${administratorKey}`, before.rev + 1, operation);
      return updateWithOutbox(administrators, { _id: tenantId(companyId, administratorKey), rev: before.rev }, { rights }, [entry]);
    },
  };
}

async function insertOnce(collection: Collection<AdministratorDocument>, document: AdministratorDocument): Promise<void> {
  // Another consumer inserted it just now, or what is stored is not older: both are fine.
  await collection.insertOne(document).catch(ignoreDuplicate);
}

function ignoreDuplicate(error: unknown): void {
  if (!isDuplicateKey(error)) throw error;
}

function storedOf(document: AdministratorDocument, firstKey: string | undefined): StoredAdministrator {
  const { administratorKey, code, name, email, deleted, rights, rev } = document;
  const initial = administratorKey === firstKey ? firstAdministratorRights : newcomerRights;
  return { administrator: { administratorKey, code, name, email, deleted }, rights: rights ?? initial, rev };
}
