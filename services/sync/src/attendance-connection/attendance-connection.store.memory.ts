import type { Operation } from '../operations/operation.ts';
import type { AttendanceConnection } from './attendance-connection.ts';
import type { ConnectionStore } from './attendance-connection.store.ts';

export interface MemoryConnectionStore extends ConnectionStore {
  readonly operations: Operation[];
}

export function memoryConnectionStore(): MemoryConnectionStore {
  const connections = new Map<string, { connection: AttendanceConnection; version: number }>();
  const operations: Operation[] = [];
  return {
    operations,
    exists: async (companyId) => connections.has(companyId),
    open: async (companyId) => connections.get(companyId)?.connection,
    version: async (companyId) => connections.get(companyId)?.version ?? 0,
    async save(companyId, before, connection, operation) {
      if ((connections.get(companyId)?.version ?? 0) !== before) return 'moved';
      connections.set(companyId, { connection, version: before + 1 });
      operations.push(operation);
      return 'saved';
    },
  };
}
