import { describe, expect, test } from '@jest/globals';
import { cookieOf, refusalOf } from './request-gate.ts';

const host = '127.0.0.1:4242';
const origin = `http://${host}`;
const refusal = (method: string, headers: Record<string, string>) => refusalOf({ method, headers: { host, ...headers } }, 4242);

describe('refusalOf', () => {
  test.each([
    ['a person opens the address', 'GET', { 'sec-fetch-site': 'none' }],
    ['the page asks', 'POST', { origin, 'sec-fetch-site': 'same-origin' }],
    ['a browser without fetch metadata opens it', 'GET', {}],
  ])('when %s, then it may', (_who, method, headers) => expect(refusal(method, headers)).toBeUndefined());

  test.each([
    ['another name', 'evil.example:4242'],
    ['the name of this machine', 'localhost:4242'],
    ['another port', '127.0.0.1:80'],
    ['no port', '127.0.0.1'],
    ['nothing', ''],
  ])('when Host is %s, then it may not', (_what, other) => expect(refusal('GET', { host: other })).toBe('wrong-host'));

  test.each([
    ['another site posts', 'POST', { origin: 'https://evil.example' }],
    ['a sandboxed page posts', 'POST', { origin: 'null' }],
    ['another port of this machine posts', 'POST', { origin: 'http://127.0.0.1:80' }],
    ['a post does not say where it is from', 'POST', {}],
    ['a deletion does not say where it is from', 'DELETE', {}],
    ['another site reads', 'GET', { origin: 'https://evil.example' }],
    ['another site leads here', 'GET', { 'sec-fetch-site': 'cross-site' }],
    ['another port of this machine leads here', 'GET', { 'sec-fetch-site': 'same-site' }],
  ])('when %s, then it may not', (_who, method, headers) => expect(refusal(method, headers)).toBe('wrong-origin'));
});

test('when other servers of this machine have set cookies, then ours is found by its port', () => {
  expect(cookieOf({ cookie: 'a=1; genkan-console-80=other; genkan-console-4242=ours' }, 4242)).toBe('ours');
  expect(cookieOf({ cookie: 'xgenkan-console-4242=no' }, 4242)).toBeUndefined();
  expect(cookieOf({}, 4242)).toBeUndefined();
});
