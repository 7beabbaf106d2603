import { createHash, createPublicKey } from 'node:crypto';

/** Public half of a PC's signing key: EC P-256, nothing else. */
export interface DevicePublicKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

/** The tie of a Windows account of this PC to a user. */
export interface DeviceAccountLink {
  readonly windowsSid: string;
  readonly windowsAccount: string;
  readonly userId: string;
  readonly linkedAt: Date;
}

export type DeviceStatus = 'active' | 'revoked';

/** An enrolled PC. */
export interface Device {
  readonly deviceId: string;
  readonly pcName: string;
  readonly osVersion: string;
  readonly agentVersion: string;
  readonly publicKey: DevicePublicKey;
  /** RFC 7638 thumbprint of the key: a PC that asks twice with one key is one PC. */
  readonly thumbprint: string;
  readonly status: DeviceStatus;
  readonly links: readonly DeviceAccountLink[];
  readonly enrolledAt: Date;
  /** When status or links last changed; access tokens issued before are stale. */
  readonly changedAt: Date;
}

/** RFC 7638: SHA-256 over the required members in their order. */
export function thumbprintOf({ crv, kty, x, y }: DevicePublicKey): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}

/** Whether the coordinates are a point of the curve; anything else could never verify, or worse. */
export function isOnCurve(key: DevicePublicKey): boolean {
  try {
    createPublicKey({ key: { kty: key.kty, crv: key.crv, x: key.x, y: key.y }, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}

export function linkOf(device: Device, windowsSid: string): DeviceAccountLink | undefined {
  return device.links.find((link) => link.windowsSid === windowsSid);
}

/** The device's state after `change`; `changedAt` moves with every change that makes tokens stale. */
export function changed(device: Device, change: Partial<Pick<Device, 'status' | 'links'>>, at: Date): Device {
  return { ...device, ...change, changedAt: new Date(Math.max(at.getTime(), device.changedAt.getTime() + 1)) };
}
