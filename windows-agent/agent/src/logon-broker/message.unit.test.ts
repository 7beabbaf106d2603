import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readMessage } from './message.ts';

const check = { v: 1, id: '1', t: 'check', windowsSid: 'S-1-5-21-1', scenario: 'logon', factors: 'password+otp', code: '123456' };

describe('readMessage', () => {
  test('when a check is well formed, then it is read', () => {
    expect(readMessage(JSON.stringify(check))).toEqual({ ok: true, message: check });
    const breakGlass = { ...check, factors: 'break-glass', code: 'abcd-EFGH 1234', windowsAccount: 'PC\\taro' };
    expect(readMessage(JSON.stringify(breakGlass))).toEqual({ ok: true, message: breakGlass });
  });

  test.each([
    ['{', { id: '', reason: 'malformed' }],
    ['[]', { id: '', reason: 'malformed' }],
    ['{"v":1,"t":"state"}', { id: '', reason: 'malformed' }],
    ['{"v":1,"id":"7","t":"reboot"}', { id: '7', reason: 'unknown-type' }],
    ['{"v":2,"id":"7","t":"state"}', { id: '7', reason: 'malformed' }],
    [JSON.stringify({ ...check, code: '12345' }), { id: '1', reason: 'malformed' }],
    [JSON.stringify({ ...check, code: 'ABCD-EFGH' }), { id: '1', reason: 'malformed' }],
    [JSON.stringify({ ...check, factors: 'break-glass', code: 'x'.repeat(41) }), { id: '1', reason: 'malformed' }],
    [JSON.stringify({ ...check, factors: 'break-glass', code: '' }), { id: '1', reason: 'malformed' }],
    [JSON.stringify({ ...check, code: ['123456'] }), { id: '1', reason: 'malformed' }],
    [JSON.stringify({ ...check, factors: 'password' }), { id: '1', reason: 'malformed' }],
    [JSON.stringify({ ...check, password: 'x' }), { id: '1', reason: 'malformed' }],
  ])('when the message is %s, then it is refused by its kind', (text, refused) => {
    expect(readMessage(text)).toEqual({ ok: false, ...refused });
  });

  test('when any text or JSON comes in, then it is read or refused, never thrown at', () => {
    const any = fc.oneof(fc.string(), fc.json(), fc.jsonValue().map((value) => JSON.stringify({ ...check, ...(value as object) })));
    fc.assert(fc.property(any, (text) => void readMessage(text)), { numRuns: 3_000 });
  });
});
