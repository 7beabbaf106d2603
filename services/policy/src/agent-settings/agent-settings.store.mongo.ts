import { insertWithOutbox, outboxIndexes, updateWithOutbox } from '@genkan/mongo-kit';
import type { Collection, IndexDescription, OutboxDocument } from '@genkan/mongo-kit';
import { operationEntry } from '../messages/outbox-entries.ts';
import { defaultAgentSettings } from './agent-settings.ts';
import type { AgentSettings } from './agent-settings.ts';
import type { AgentSettingsStore } from './agent-settings.store.ts';

/** One document a company; `_id` is the company id. */
export type AgentSettingsDocument = OutboxDocument & AgentSettings;

export const agentSettingsIndexes: IndexDescription[] = outboxIndexes;

export function mongoAgentSettingsStore(collection: Collection<AgentSettingsDocument>): AgentSettingsStore {
  return {
    async find(companyId) {
      const document = await collection.findOne({ _id: companyId, companyId });
      if (document === null) return { settings: defaultAgentSettings, version: 0 };
      const { enforcement, passwordKeeping, rev } = document;
      return { settings: { enforcement, passwordKeeping }, version: rev };
    },
    async save(companyId, before, { enforcement, passwordKeeping }, operation) {
      const facts = { enforcement, passwordKeeping };
      const entries = [operationEntry(companyId, companyId, before.version + 1, operation)];
      if (before.version === 0) {
        const outcome = await insertWithOutbox(collection, { _id: companyId, companyId, rev: 1, ...facts }, entries);
        return outcome === 'inserted' ? 'saved' : 'moved';
      }
      const outcome = await updateWithOutbox(collection, { _id: companyId, rev: before.version }, facts, entries);
      return outcome === 'updated' ? 'saved' : 'moved';
    },
  };
}
