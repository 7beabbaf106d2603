import { describe, expect, test } from '@jest/globals';
import { checkBaseUrl } from './base-url.ts';

describe('checkBaseUrl', () => {
  test.each([
    ['https://api.kingtime.jp/v1.0', { url: 'https://api.kingtime.jp/v1.0' }],
    ['https://api.kingtime.jp/v1.0//', { url: 'https://api.kingtime.jp/v1.0' }],
    ['http://127.0.0.1:8080/v1.0', { url: 'http://127.0.0.1:8080/v1.0' }],
    ['http://127.8.9.10/v1.0', { url: 'http://127.8.9.10/v1.0' }],
    ['http://127.1/v1.0', { url: 'http://127.0.0.1/v1.0' }],
    ['http://[::1]:8080/v1.0', { url: 'http://[::1]:8080/v1.0' }],
    ['http://LOCALHOST:8080/v1.0', { url: 'http://localhost:8080/v1.0' }],
    ['http://api.kingtime.jp/v1.0', { problem: 'not-encrypted' }],
    ['http://10.0.0.5/v1.0', { problem: 'not-encrypted' }],
    ['http://128.0.0.1/v1.0', { problem: 'not-encrypted' }],
    ['http://0.0.0.0/v1.0', { problem: 'not-encrypted' }],
    ['http://127.0.0.1.evil.example/v1.0', { problem: 'not-encrypted' }],
    ['http://localhost.evil.example/v1.0', { problem: 'not-encrypted' }],
    ['http://[::ffff:10.0.0.5]/v1.0', { problem: 'not-encrypted' }],
    ['http://[::2]/v1.0', { problem: 'not-encrypted' }],
    ['api.kingtime.jp', { problem: 'not-a-url' }],
    ['', { problem: 'not-a-url' }],
    ['ftp://api.kingtime.jp/', { problem: 'not-http' }],
    ['file:///etc/passwd', { problem: 'not-http' }],
    ['https://user:pass@api.kingtime.jp/', { problem: 'has-credentials' }],
    ['https://user@api.kingtime.jp/', { problem: 'has-credentials' }],
    ['https://api.kingtime.jp/?x=1', { problem: 'has-query-or-fragment' }],
    ['https://api.kingtime.jp/?', { problem: 'has-query-or-fragment' }],
    ['https://api.kingtime.jp/#top', { problem: 'has-query-or-fragment' }],
  ])('when the address is "%s", then the answer is %j', (text, expected) => {
    expect(checkBaseUrl(text)).toEqual(expected);
  });
});
