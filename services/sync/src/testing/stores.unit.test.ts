import { randomUUID } from 'node:crypto';
import { describe } from '@jest/globals';
import { connectionStoreContract } from '../attendance-connection/attendance-connection.store.contract.ts';
import { memoryConnectionStore } from '../attendance-connection/attendance-connection.store.memory.ts';
import { entityStoreContract } from '../employee-sync/entity.store.contract.ts';
import { memoryEntityStore } from '../employee-sync/entity.store.memory.ts';
import type { Division } from '../employee-sync/entity.ts';
import { syncRunStoreContract } from '../employee-sync/sync-run.store.contract.ts';
import { memorySyncRunStore } from '../employee-sync/sync-run.store.memory.ts';

describe('memory entity store', () => {
  const store = memoryEntityStore<Division>();
  entityStoreContract(() => store, randomUUID);
});
describe('memory run store', () => {
  const store = memorySyncRunStore();
  syncRunStoreContract(() => store, randomUUID);
});
describe('memory connection store', () => {
  const store = memoryConnectionStore();
  connectionStoreContract(() => store, randomUUID);
});
