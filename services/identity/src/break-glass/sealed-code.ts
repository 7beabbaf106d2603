import { randomBytes } from 'node:crypto';
import type { Sealed, Sealer } from '@genkan/service-kit';
import { digestOf, newBreakGlassCode, saltBytes, type BreakGlassCode } from './break-glass-code.ts';

interface DeviceRef {
  readonly companyId: string;
  readonly deviceId: string;
}

// A sealed code moved to another PC, or kept past its replacement, does not open.
const belongsTo = ({ companyId, deviceId }: DeviceRef, codeId: string): string => `${companyId}|${deviceId}|break-glass|${codeId}`;

export type MintCode = (device: DeviceRef, codeId: string, at: Date) => Promise<BreakGlassCode>;

/** Makes a code that nobody knows yet: it exists sealed only. */
export function mintCode(sealer: Sealer, newId: () => string): MintCode {
  return async (device, codeId, at) => {
    const code = newBreakGlassCode();
    const salt = randomBytes(saltBytes);
    const sealed = JSON.stringify(await sealer.seal(Buffer.from(code), belongsTo(device, codeId)));
    const verifier = { salt: salt.toString('base64'), digest: digestOf(code, salt).toString('base64') };
    return { codeId, nextCodeId: newId(), ...verifier, sealed, mintedAt: at, viewedAt: null };
  };
}

/** The code as people type it. Rejects when it was not sealed for this PC and id, or the key provider does not answer. */
export async function openCode(sealer: Sealer, device: DeviceRef, { codeId, sealed }: BreakGlassCode): Promise<string> {
  return Buffer.from(await sealer.open(JSON.parse(sealed) as Sealed, belongsTo(device, codeId))).toString();
}
