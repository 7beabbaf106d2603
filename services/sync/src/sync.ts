import { setAttendanceConnection } from './attendance-connection/set-attendance-connection.ts';
import type { SetConnectionParts } from './attendance-connection/set-attendance-connection.ts';
import type { ConnectionStore } from './attendance-connection/attendance-connection.store.ts';
import type { AttendanceDirectory } from './attendance-directory/attendance-directory.port.ts';
import type { CompanyStore } from './companies/company.store.ts';
import { knownCompany } from './companies/known-company.ts';
import type { EntityStores } from './employee-sync/apply-plan.ts';
import type { PurgeableStore } from './employee-sync/entity.store.ts';
import { requestSyncRun } from './employee-sync/request-sync-run.ts';
import { createSyncRunner } from './employee-sync/sync-runner.ts';
import type { PerformParts } from './employee-sync/perform-sync-run.ts';
import type { SyncRunStore } from './employee-sync/sync-run.store.ts';

export interface SyncStores {
  readonly companies: CompanyStore;
  readonly connections: ConnectionStore;
  readonly runs: SyncRunStore;
  readonly entities: EntityStores;
  readonly purge: PurgeableStore;
  readonly directory: AttendanceDirectory;
}

export interface SyncParts extends Pick<SetConnectionParts, 'untilUnmoved'> {
  readonly clock: () => Date;
  readonly newId: () => string;
  readonly leaseMs: number;
  readonly log: PerformParts['log'];
  /** Somebody should look for due runs now. */
  readonly nudge: () => void;
}

export type Sync = ReturnType<typeof createSync>;

/** Everything the service can do, put together from its stores. */
export function createSync(stores: SyncStores, parts: SyncParts) {
  const known = knownCompany(stores.companies);
  return {
    connection: { set: setAttendanceConnection({ connections: stores.connections, ...parts }), knownCompany: known },
    employeeSync: {
      request: requestSyncRun({ runs: stores.runs, connections: stores.connections, ...parts }),
      runs: stores.runs,
      knownCompany: known,
    },
    runner: createSyncRunner({ ...parts, ...stores, stores: stores.entities }),
    purge: stores.purge,
  };
}
