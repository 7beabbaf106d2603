import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { calculateJwkThumbprint } from 'jose';
import { changed, isOnCurve, thumbprintOf } from './device.ts';
import type { Device, DevicePublicKey } from './device.ts';

const newKey = (): DevicePublicKey => {
  const { x, y } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
  return { kty: 'EC', crv: 'P-256', x: x!, y: y! };
};

describe('the key of a PC', () => {
  test('when its thumbprint is made, then it is that of RFC 7638', async () => {
    const key = newKey();
    expect(thumbprintOf(key)).toBe(await calculateJwkThumbprint({ ...key }));
  });

  test('when coordinates are not a point of the curve, then the key is none', () => {
    const key = newKey();
    expect(isOnCurve(key)).toBe(true);
    expect(isOnCurve({ ...key, y: newKey().y })).toBe(false);
    expect(isOnCurve({ ...key, x: Buffer.alloc(32).toString('base64url') })).toBe(false);
  });
});

describe('a change of a PC', () => {
  test('when two changes fall into one millisecond, then changedAt still grows', () => {
    const at = new Date('2026-11-24T00:00:00Z');
    const device = { changedAt: at, links: [], status: 'active' } as unknown as Device;
    const once = changed(device, { status: 'revoked' }, at);
    expect(once.changedAt.getTime()).toBe(at.getTime() + 1);
    expect(changed(once, { links: [] }, at).changedAt.getTime()).toBe(at.getTime() + 2);
  });
});
