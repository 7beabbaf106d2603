import { describe, expect, test } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { deviceTokenKeysConfig, deviceTokens } from './device-tokens.ts';

const key = (kid: string, fill: number) => ({ kid, secret: new Uint8Array(32).fill(fill) });
const subject = { companyId: 'c', deviceId: 'd', pcName: 'PC-01', links: [{ windowsSid: 'S-1', windowsAccount: 'PC-01\\taro', userId: 'u' }] };
let now = new Date('2026-04-01T00:00:00.250Z');
const clock = () => now;

describe('device tokens', () => {
  const tokens = deviceTokens([key('a', 1), key('b', 2)], clock);

  test('when a token is verified, then it says what was signed, to the millisecond', () => {
    expect(tokens.verify(tokens.sign(subject, 600))).toEqual({ ...subject, issuedAt: now, expiresAt: new Date(now.getTime() + 600_000) });
  });

  test('when the subject was read before, then the token is as old as that', () => {
    const readAt = new Date(now.getTime() - 400);
    expect(tokens.verify(tokens.sign(subject, 600, readAt))).toMatchObject({ issuedAt: readAt, expiresAt: new Date(readAt.getTime() + 600_000) });
  });

  test('when keys rotate, then tokens of the older key are good until they expire', () => {
    const older = deviceTokens([key('b', 2)], clock).sign(subject, 600);
    expect(tokens.verify(older).deviceId).toBe('d');
  });

  test('when its time is over, then it is refused', () => {
    const token = tokens.sign(subject, 600);
    now = new Date(now.getTime() + 601_000);
    expect(() => tokens.verify(token)).toThrow(expect.objectContaining({ code: 'device-token-invalid' }));
  });

  test('when a longer life than ten minutes is asked for, then it is refused on both sides', () => {
    expect(() => tokens.sign(subject, 601)).toThrow(RangeError);
    const iat = Math.floor(now.getTime() / 1000) - 700;
    expect(() => tokens.verify(sign({ iat, exp: iat + 86_400 }))).toThrow(expect.objectContaining({ code: 'device-token-invalid' }));
  });

  const sign = (claims: object, options: jwt.SignOptions = {}, secret = key('a', 1).secret): string =>
    jwt.sign(
      { company: 'c', pcName: 'p', links: [], iat: now.getTime() / 1000, exp: now.getTime() / 1000 + 60, ...claims },
      Buffer.from(secret),
      { algorithm: 'HS256', issuer: 'genkan-identity', audience: 'genkan-agent', subject: 'd', header: { alg: 'HS256', typ: 'genkan-device+jwt', kid: 'a' }, ...options },
    );

  test.each<[string, () => string]>([
    ['another key', () => sign({}, {}, new Uint8Array(32).fill(9))],
    ['another algorithm', () => sign({}, { algorithm: 'HS512', header: { alg: 'HS512', typ: 'genkan-device+jwt', kid: 'a' } })],
    ['another issuer', () => sign({}, { issuer: 'genkan-gateway' })],
    ['another audience', () => sign({}, { audience: 'genkan-console' })],
    ['another type', () => sign({}, { header: { alg: 'HS256', typ: 'JWT', kid: 'a' } })],
    ['an unknown kid', () => sign({}, { header: { alg: 'HS256', typ: 'genkan-device+jwt', kid: 'z' } })],
    ['no company', () => sign({ company: '' })],
    ['links of a wrong shape', () => sign({ links: [{ userId: 'u' }] })],
    ['nothing at all', () => ''],
  ])('when the token has %s, then it is refused', (_what, make) => {
    expect(() => tokens.verify(make())).toThrow(expect.objectContaining({ code: 'device-token-invalid' }));
  });

  test('when the key ring is read from the environment, then weak or malformed keys are refused', () => {
    const good = `a:${Buffer.alloc(32, 1).toString('base64')},b:${Buffer.alloc(32, 2).toString('base64')}`;
    expect(deviceTokenKeysConfig.parse(good).map(({ kid }) => kid)).toEqual(['a', 'b']);
    for (const bad of ['', 'a', `a:${Buffer.alloc(16).toString('base64')}`, `${good},`]) expect(deviceTokenKeysConfig.safeParse(bad).success).toBe(false);
  });
});
