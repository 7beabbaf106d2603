import { outboxContract } from '../outbox.contract.ts';
import type { OutboxRig } from '../testing/outbox-rig.ts';
import { createMemoryOutboxStore } from './outbox-store.ts';

outboxContract('memory', async (): Promise<OutboxRig> => {
  const store = createMemoryOutboxStore();
  return {
    store,
    commit: async (document, entries) => store.add(document, document.length % 16, entries),
    unsent: async (document) => store.entries(document).map(({ id }) => id),
    close: async () => undefined,
  };
});
