import type { LogEntry } from '../log-entries/log-entry.ts';
import type { FoundEntries } from './search-log-entries.ts';

/** A page of the log for the console. Names are those of today; where nobody knows one, the name of that time. */
export function presentLogEntries({ entries, names, nextCursor }: FoundEntries) {
  return { entries: entries.map((entry) => presentLogEntry(entry, names)), nextCursor };
}

function presentLogEntry(entry: LogEntry, names: ReadonlyMap<string, string>) {
  const { actor, target, remark } = entry;
  return {
    entryId: entry.entryId,
    sourceId: entry.sourceId,
    recordedAt: entry.recordedAt.toISOString(),
    occurredAt: entry.occurredAt.toISOString(),
    operation: entry.operation,
    actor: { kind: actor.kind, id: actor.id, name: names.get(`${actor.kind}:${actor.id}`) ?? actor.name },
    target: target === null ? null : { userId: target.userId, name: names.get(`user:${target.userId ?? ''}`) ?? target.name },
    remark: { key: remark.key, values: remark.values },
    ip: entry.ip,
    clientVersion: entry.clientVersion,
    result: entry.result,
  };
}
