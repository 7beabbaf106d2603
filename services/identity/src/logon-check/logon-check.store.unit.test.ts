import { logonCheckStoreContract } from './logon-check.store.contract.ts';
import { memoryLogonCheckStore } from './logon-check.store.memory.ts';

logonCheckStoreContract('memory', async () => {
  const store = memoryLogonCheckStore();
  return { store, restart: async (keep) => store.restart(keep), close: async () => undefined };
});
