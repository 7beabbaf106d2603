import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** A session event as the agent wrote it to disk; fields as in POST /api/agent/v1/session-events. */
export interface QueuedEvent {
  readonly eventId: string;
  readonly kind: string;
  readonly sequence: number;
  readonly occurredAt: string;
  readonly inferred: boolean;
  readonly source: string;
  readonly bootId: string;
  readonly windowsAccount?: string;
  readonly windowsSid?: string;
  readonly sessionId?: number;
}

export type QueueState = 'waiting' | 'accepted' | 'rejected';

/** Reads the agent's queue file beside the running (or dead) agent, in order of sequence. */
export function readQueue(file: string, state: QueueState): QueuedEvent[] {
  if (!existsSync(file)) return [];
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    database.exec('PRAGMA busy_timeout = 2000');
    const rows = database.prepare('SELECT body FROM event WHERE state = ? ORDER BY sequence').all(state);
    return rows.map((row) => JSON.parse(String(row['body'])) as QueuedEvent);
  } finally {
    database.close();
  }
}
