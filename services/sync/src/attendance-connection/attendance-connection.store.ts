import type { Operation } from '../operations/operation.ts';
import type { AttendanceConnection } from './attendance-connection.ts';

/** Reading is all that the sync needs of it. */
export interface ConnectionReader {
  exists(companyId: string): Promise<boolean>;
  /** The connection with its token opened, or undefined. Rejects when the seal cannot be opened. */
  open(companyId: string): Promise<AttendanceConnection | undefined>;
}

/** Connections of all companies; tokens rest sealed. */
export interface ConnectionStore extends ConnectionReader {
  version(companyId: string): Promise<number>;
  /** `before` is the version that was read, 0 for none; 'moved' when it is another one by now. */
  save(companyId: string, before: number, connection: AttendanceConnection, operation: Operation): Promise<'saved' | 'moved'>;
}
