import type { Requester } from '../employee-sync/sync-run.ts';
import { connectionChanges, type AttendanceConnection } from './attendance-connection.ts';
import type { ConnectionStore } from './attendance-connection.store.ts';

export interface SetConnectionParts {
  readonly connections: ConnectionStore;
  readonly clock: () => Date;
  /** Repeats until nobody wrote in between (mongo-kit's `untilUnmoved`). */
  readonly untilUnmoved: <Result>(attempt: () => Promise<Result | 'moved'>) => Promise<Result>;
}

/** Sets the connection; the same values again change nothing and record nothing. */
export const setAttendanceConnection =
  ({ connections, clock, untilUnmoved }: SetConnectionParts) =>
  (companyId: string, wanted: AttendanceConnection, actor: Requester): Promise<'saved' | 'unchanged'> =>
    untilUnmoved(async () => {
      const version = await connections.version(companyId);
      // A token that cannot be opened any more is replaced like one that was never there.
      const before = await connections.open(companyId).catch(() => undefined);
      const changed = connectionChanges(before, wanted);
      if (changed.length === 0) return 'unchanged';
      return connections.save(companyId, version, wanted, {
        kind: 'connection-update',
        actor,
        occurredAt: clock(),
        result: 'succeeded',
        targetName: 'attendance-connection',
        details: { changed: changed.join(', '), baseUrl: wanted.baseUrl, delivery: wanted.delivery },
      });
    });
