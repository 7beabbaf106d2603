import type { BreakGlassCode } from '../break-glass/break-glass-code.ts';
import type { Operation } from '../operations/operation.ts';
import type { Device } from './device.ts';

export interface StoredDevice {
  readonly companyId: string;
  readonly device: Device;
  readonly rev: number;
}

export interface DevicePage {
  /** PC name and id of the last PC of the page before. */
  readonly after: readonly [pcName: string, deviceId: string] | undefined;
  readonly limit: number;
}

/** Enrolled PCs. Each change is saved together with its state record and its operation. */
export interface DeviceStore {
  /** `exists`: a PC with this key is enrolled in the company already. */
  insert(companyId: string, device: Device, operation: Operation): Promise<'inserted' | 'exists'>;
  find(companyId: string, deviceId: string): Promise<StoredDevice | undefined>;
  findByThumbprint(companyId: string, thumbprint: string): Promise<StoredDevice | undefined>;
  /** For the token exchange, where the company is not known yet: the id alone says which. */
  findById(deviceId: string): Promise<(StoredDevice & { readonly breakGlassCode: BreakGlassCode | undefined }) | undefined>;
  list(companyId: string, page: DevicePage): Promise<StoredDevice[]>;
  update(before: StoredDevice, device: Device, operation: Operation): Promise<'updated' | 'moved'>;
  /** Windows accounts tied to each of these users. */
  linkedAccounts(companyId: string, userIds: readonly string[]): Promise<Map<string, { pcName: string; windowsAccount: string }[]>>;
}
