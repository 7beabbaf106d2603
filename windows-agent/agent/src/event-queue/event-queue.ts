import type { Database } from '../database/database.ts';
import type { SessionEvent } from '../session-watch/session-event.ts';
import { toAgentSessionEvent } from './agent-session-event.ts';
import type { AgentSessionEvent } from './agent-session-event.ts';

/** What the server said about one event. */
export type EventResult =
  | { readonly eventId: string; readonly result: 'accepted' }
  | { readonly eventId: string; readonly result: 'rejected'; readonly code: string; readonly detail: string };

export interface RejectedEvent {
  readonly eventId: string;
  readonly sequence: number;
  readonly kind: string;
  readonly code: string;
  readonly detail: string;
}

/**
 * Session events between the disk and the server. An event leaves `waiting` only by the server's word about
 * it; a rejected one is parked with the reason and never dropped.
 */
export interface EventQueue {
  /** Adds events with rising sequence numbers; call it inside the transaction that explains them. */
  append(events: readonly SessionEvent[]): void;
  /** The oldest events that the server has not answered for, in order. */
  waiting(limit: number): AgentSessionEvent[];
  settle(results: readonly EventResult[]): void;
  counts(): { waiting: number; rejected: number };
  /** The newest parked events. */
  rejected(limit: number): RejectedEvent[];
  /** Deletes accepted events that were settled before `settledBefore` (ms); others stay whatever their age. */
  prune(settledBefore: number, limit: number): number;
}

/** Longest reason kept from the server's answer, in characters. */
const maxDetail = 500;

export function createEventQueue(
  database: Database,
  given: { newId: () => string; now: () => number; clientVersion: string },
): EventQueue {
  const nextSequence = () => Number(database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'event'").get()?.['seq'] ?? 0) + 1;

  return {
    append(events) {
      let sequence = nextSequence();
      for (const event of events) {
        const body = toAgentSessionEvent(event, { eventId: given.newId(), sequence, clientVersion: given.clientVersion });
        database
          .prepare('INSERT INTO event (sequence, event_id, body) VALUES (?, ?, ?)')
          .run(sequence, body.eventId, JSON.stringify(body));
        sequence += 1;
      }
    },
    waiting(limit) {
      const rows = database.prepare("SELECT body FROM event WHERE state = 'waiting' ORDER BY sequence LIMIT ?").all(limit);
      return rows.map((row) => JSON.parse(String(row['body'])) as AgentSessionEvent);
    },
    settle(results) {
      const settle = database.prepare(
        "UPDATE event SET state = ?, settled_at = ?, reject_code = ?, reject_detail = ? WHERE event_id = ? AND state = 'waiting'",
      );
      database.transaction(() => {
        for (const result of results) {
          const [code, detail] = result.result === 'rejected' ? [result.code, result.detail.slice(0, maxDetail)] : [null, null];
          settle.run(result.result, given.now(), code, detail, result.eventId);
        }
      });
    },
    counts() {
      const count = (state: string) =>
        Number(database.prepare(`SELECT count(*) AS n FROM event WHERE state = '${state}'`).get()?.['n']);
      return { waiting: count('waiting'), rejected: count('rejected') };
    },
    rejected(limit) {
      const rows = database
        .prepare("SELECT body, reject_code, reject_detail FROM event WHERE state = 'rejected' ORDER BY sequence DESC LIMIT ?")
        .all(limit);
      return rows.map((row) => {
        const { eventId, sequence, kind } = JSON.parse(String(row['body'])) as AgentSessionEvent;
        return { eventId, sequence, kind, code: String(row['reject_code']), detail: String(row['reject_detail']) };
      });
    },
    prune(settledBefore, limit) {
      const result = database
        .prepare(
          "DELETE FROM event WHERE sequence IN (SELECT sequence FROM event WHERE state = 'accepted' AND settled_at < ? ORDER BY settled_at LIMIT ?)",
        )
        .run(settledBefore, limit);
      return Number(result.changes);
    },
  };
}
