import type { IncomingMessage } from 'node:http';
import { testClock, testDeviceTokens } from '@genkan/test-kit';
import { describe, expect, test } from '@jest/globals';
import { createDeviceChanges } from './device-changes.ts';
import { deviceGuard } from './device-guard.ts';

const clock = testClock();
const tokens = testDeviceTokens(clock);
const changes = createDeviceChanges();
let current = true;
const guard = deviceGuard(tokens, changes, () => current, clock);
const token = (deviceId = 'd') => tokens.sign({ companyId: 'c', deviceId, pcName: 'PC-01', links: [] }, 600);
const request = (bearer: string, headers = {}) => ({ headers: { authorization: `Bearer ${bearer}`, ...headers } }) as unknown as IncomingMessage;

describe('the guard of PCs', () => {
  test('when a token was proved before, then it still ends with its time', () => {
    const bearer = token();
    expect(guard(request(bearer), '192.0.2.1')).toMatchObject({ kind: 'device', deviceId: 'd', ip: '192.0.2.1' });
    clock.advanceBy(599_000);
    expect(guard(request(bearer), '192.0.2.1').companyId).toBe('c');
    clock.advanceBy(1_000);
    expect(() => guard(request(bearer), '192.0.2.1')).toThrow('device-token-invalid');
  });

  test('when a token was proved before, then a revocation counts at once all the same', () => {
    const bearer = token('revoked');
    guard(request(bearer), '');
    changes.note({ companyId: 'c', deviceId: 'revoked', version: 2n, revoked: true, changedAt: clock() }, clock());
    expect(() => guard(request(bearer), '')).toThrow('device-revoked');
  });

  test('when the changes cannot be followed, then nobody passes', () => {
    current = false;
    expect(() => guard(request(token()), '')).toThrow('unavailable');
    current = true;
  });

  test.each([
    [{ 'genkan-client-version': '1.2.3' }, '1.2.3'],
    [{ 'user-agent': 'genkan-agent/2.0.0-beta+1 (Windows)' }, '2.0.0-beta+1'],
    [{ 'genkan-client-version': 'x y<script>' }, ''],
    [{}, ''],
  ])('when the headers are %j, then the version is "%s"', (headers, version) => {
    expect(guard(request(token(), headers), '').clientVersion).toBe(version);
  });
});
