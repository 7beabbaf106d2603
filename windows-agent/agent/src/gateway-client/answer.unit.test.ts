import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readAnswer, readRetryAfter, readServerTime } from './answer.ts';

const now = Date.parse('2026-11-24T00:00:00Z');
const answer = (status: number, body: unknown, headers = {}) => ({ status, headers, text: typeof body === 'string' ? body : JSON.stringify(body) });

describe('readAnswer', () => {
  test.each([
    [answer(200, { a: 1 }), { kind: 'answered', body: { a: 1 } }],
    [answer(204, ''), { kind: 'answered', body: undefined }],
    [answer(200, '<html>'), { kind: 'unavailable', reason: 'unreadable-answer' }],
    [answer(403, { code: 'account-not-linked' }), { kind: 'refused', status: 403, code: 'account-not-linked' }],
    [answer(429, { code: 'rate-limited' }, { 'retry-after': '7' }), { kind: 'refused', status: 429, code: 'rate-limited', retryAfterMs: 7_000 }],
    [answer(403, '<html>proxy</html>'), { kind: 'unavailable', reason: 'http-403' }],
    [answer(503, { code: 'logon-check-unavailable' }, { 'retry-after': '2' }), { kind: 'unavailable', reason: 'http-503', retryAfterMs: 2_000 }],
    [answer(302, ''), { kind: 'unavailable', reason: 'http-302' }],
  ])('when the server answers %j, then it means %j', (given, meaning) => {
    expect(readAnswer(given, now)).toEqual(meaning);
  });

  test('when the answer carries the time, under either name, then it is read', () => {
    expect(readServerTime(answer(401, { code: 'assertion-expired', serverTime: '2026-11-24T09:00:00+09:00' }))).toBe(now);
    expect(readServerTime(answer(200, { server_time: '2026-11-24T00:00:00.000Z' }))).toBe(now);
    expect(readServerTime(answer(200, { serverTime: 'soon' }))).toBeUndefined();
  });

  test('when Retry-After is anything, then the wait is between nothing and an hour', () => {
    expect(readRetryAfter('Tue, 24 Nov 2026 00:00:30 GMT', now)).toBe(30_000);
    expect(readRetryAfter('86400', now)).toBe(3_600_000);
    fc.assert(fc.property(fc.string(), (header) => {
      const wait = readRetryAfter(header, now) ?? 0;
      expect(wait >= 0 && wait <= 3_600_000).toBe(true);
    }));
  });
});
