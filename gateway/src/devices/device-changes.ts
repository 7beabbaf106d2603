import { deviceTokenMaxSeconds } from '@genkan/service-kit';

/** What is known of a PC that changed within the lifetime of a token. */
interface DeviceChange {
  version: bigint;
  revoked: boolean;
  changedAt: number;
}

export interface ChangedDevice {
  companyId: string;
  deviceId: string;
  version: bigint;
  revoked: boolean;
  changedAt: Date;
}

export type TokenStanding = 'good' | 'revoked' | 'stale';

/** Tokens older than this are refused anyway, so older changes need not be remembered; a minute more for the clocks. */
const rememberedMs = (deviceTokenMaxSeconds + 60) * 1_000;

/** The PCs that changed lately: what a signature alone cannot tell about a token. */
export interface DeviceChanges {
  note(device: ChangedDevice, now: Date): void;
  /** Something changed and nobody knows what: the PC has to ask identity for a new token. */
  distrust(companyId: string, deviceId: string, now: Date): void;
  /** Whether a token issued at that moment still says what holds. */
  standingOf(companyId: string, deviceId: string, issuedAt: Date): TokenStanding;
  readonly size: number;
}

export function createDeviceChanges(): DeviceChanges {
  // In the order of noting, which is about the order of change: the oldest are first.
  const changes = new Map<string, DeviceChange>();
  const keyOf = (companyId: string, deviceId: string): string => `${companyId}/${deviceId}`;

  const forgetOld = (now: Date): void => {
    for (const [key, { changedAt }] of changes) {
      if (changedAt > now.getTime() - rememberedMs) return;
      changes.delete(key);
    }
  };

  return {
    note({ companyId, deviceId, version, revoked, changedAt }, now) {
      forgetOld(now);
      const key = keyOf(companyId, deviceId);
      if ((changes.get(key)?.version ?? -1n) >= version) return;
      changes.delete(key);
      if (changedAt.getTime() > now.getTime() - rememberedMs) changes.set(key, { version, revoked, changedAt: changedAt.getTime() });
    },
    distrust(companyId, deviceId, now) {
      forgetOld(now);
      const key = keyOf(companyId, deviceId);
      const { version = -1n, revoked = false } = changes.get(key) ?? {};
      changes.delete(key);
      changes.set(key, { version, revoked, changedAt: now.getTime() });
    },
    standingOf(companyId, deviceId, issuedAt) {
      const change = changes.get(keyOf(companyId, deviceId));
      if (change === undefined) return 'good';
      if (change.revoked) return 'revoked';
      return issuedAt.getTime() < change.changedAt ? 'stale' : 'good';
    },
    get size() {
      return changes.size;
    },
  };
}
