import type { OutboxEntry, OutboxStore } from '../outbox-store.ts';

/** What the outbox contract needs of a store and whatever writes its documents. */
export interface OutboxRig {
  readonly store: OutboxStore;
  /** Commits entries to the outbox of the document with this name, made when it is not there. */
  commit(document: string, entries: readonly OutboxEntry[]): Promise<void>;
  /** Ids of the entries that still wait in the document. */
  unsent(document: string): Promise<readonly string[]>;
  close(): Promise<void>;
}
