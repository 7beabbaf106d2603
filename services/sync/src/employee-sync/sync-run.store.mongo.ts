import { dueIndex, findOfCompany, insertWithOutbox, isDuplicateKey, outboxIndexes, tenantId, updateWithOutbox } from '@genkan/mongo-kit';
import type { Collection, IndexDescription, OutboxDocument } from '@genkan/mongo-kit';
import { operationEntry } from '../messages/outbox-entries.ts';
import { isOpen, type SyncRun } from './sync-run.ts';
import type { StoredRun, SyncRunStore } from './sync-run.store.ts';

export interface SyncRunDocument extends OutboxDocument {
  readonly runId: string;
  readonly run: SyncRun;
  /** Present while the run holds its company. */
  readonly open?: true;
  readonly dueAt?: Date;
}

export const dueField = 'dueAt';

export const syncRunIndexes: IndexDescription[] = [
  ...outboxIndexes,
  dueIndex(dueField),
  // The claim: a second open run of a company cannot be written.
  { key: { companyId: 1, open: 1 }, name: 'one_open', unique: true, partialFilterExpression: { open: true } },
  { key: { companyId: 1, runId: -1 }, name: 'newest' },
];

export function mongoSyncRunStore(collection: Collection<SyncRunDocument>): SyncRunStore {
  const openRunOf = async (companyId: string): Promise<string | undefined> => (await collection.findOne({ companyId, open: true }, { projection: { runId: 1 } }))?.runId;
  return {
    async open(companyId, run, dueAt) {
      for (;;) {
        try {
          await insertWithOutbox<SyncRunDocument>(collection, { _id: tenantId(companyId, run.runId), companyId, rev: 1, runId: run.runId, run, open: true, dueAt }, []);
          return { outcome: 'opened', stored: { companyId, rev: 1, run } };
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
          const runId = await openRunOf(companyId);
          if (runId !== undefined) return { outcome: 'busy', runId };
          // It has just been closed: the place is free now.
        }
      }
    },
    async find(companyId, runId) {
      const document = await findOfCompany(collection, companyId, runId);
      return document === null ? undefined : storedOf(document);
    },
    async list(companyId, { before, limit }) {
      const filter = before === undefined ? { companyId } : { companyId, runId: { $lt: before } };
      const documents = await collection.find(filter, { projection: { outbox: 0 } }).sort({ companyId: 1, runId: -1 }).limit(limit).toArray();
      return documents.map(({ run }) => run);
    },
    async save({ companyId, rev, run: { runId } }, next, dueAt, operation) {
      const entries = operation ? [operationEntry(companyId, runId, rev + 1, operation)] : [];
      const unset = [...(isOpen(next) ? [] : ['open']), ...(dueAt === undefined ? [dueField] : [])];
      const outcome = await updateWithOutbox<SyncRunDocument>(
        collection,
        { _id: tenantId(companyId, runId), rev },
        { run: next, ...(dueAt === undefined ? {} : { dueAt }) },
        entries,
        unset,
      );
      return outcome === 'updated' ? { companyId, rev: rev + 1, run: next } : 'moved';
    },
  };
}

export const storedOf = ({ companyId, rev, run }: SyncRunDocument): StoredRun => ({ companyId, rev, run });
