import type { DeviceAccountLink, DeviceStatus } from '../device/device.ts';
import type { Operation } from '../operations/operation.ts';
import type { BreakGlass } from './break-glass.ts';

export interface StoredBreakGlass {
  readonly companyId: string;
  readonly deviceId: string;
  readonly pcName: string;
  readonly status: DeviceStatus;
  readonly links: readonly DeviceAccountLink[];
  readonly breakGlass: BreakGlass;
  readonly rev: number;
}

/** An audit record that can come once only: `thing` names what happened, for example one use. */
export interface OnceRecorded {
  readonly thing: string;
  readonly operation: Operation;
}

/** The break-glass side of enrolled PCs; each change is saved together with its audit record, all or nothing. */
export interface BreakGlassStore {
  find(companyId: string, deviceId: string): Promise<StoredBreakGlass | undefined>;
  /** The PC for which this request was made since then. */
  findByRequest(companyId: string, requestId: string, since: Date): Promise<StoredBreakGlass | undefined>;
  /** PCs whose newest request is not older, newest first. */
  listAsked(companyId: string, since: Date, most: number): Promise<StoredBreakGlass[]>;
  save(before: StoredBreakGlass, breakGlass: BreakGlass, record?: OnceRecorded): Promise<'updated' | 'moved'>;
}
