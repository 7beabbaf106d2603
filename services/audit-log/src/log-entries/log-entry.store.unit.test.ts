import { logEntryStoreContract } from './log-entry.store.contract.ts';
import { memoryLogEntryStore } from './log-entry.store.memory.ts';

logEntryStoreContract(memoryLogEntryStore);
