import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { bearerOf } from './bearer.ts';
import { addressBlock, clientAddress } from './client-address.ts';
import { cookiesFor } from './cookies.ts';

const request = (headers: Record<string, string>, remoteAddress = '198.51.100.1') => ({ headers, socket: { remoteAddress } }) as unknown as IncomingMessage;

describe('the address of a caller', () => {
  test.each([
    [0, '203.0.113.1', '198.51.100.1'],
    [1, undefined, '198.51.100.1'],
    [1, '203.0.113.1', '203.0.113.1'],
    [1, 'forged, 203.0.113.1', '203.0.113.1'],
    [2, 'forged, 203.0.113.1, 10.0.0.1', '203.0.113.1'],
    [2, '203.0.113.1', '198.51.100.1'],
  ])('when %i proxies are ours and they say "%s", then it is %s', (proxies, forwarded, address) => {
    expect(clientAddress(request(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }), proxies)).toBe(address);
  });

  test('when IPv4 comes in IPv6 clothing, then it is IPv4', () => {
    expect(clientAddress(request({}, '::ffff:192.0.2.1'), 0)).toBe('192.0.2.1');
  });

  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('when the address is %s, then limits count for %s', (address, block) => {
    expect(addressBlock(address)).toBe(block);
  });
});

describe('cookies', () => {
  test('when the console is on https, then only this origin can have set them and they travel encrypted', () => {
    const cookies = cookiesFor(new URL('https://genkan.example'));
    expect(cookies.set('session', 'x')).toBe('__Host-genkan-session=x; Path=/; HttpOnly; SameSite=Lax; Secure');
    expect(cookies.set('login', 'x', 600)).toContain('Max-Age=600');
    expect(cookies.clear('session')).toContain('Max-Age=0');
    expect(cookies.read(request({ cookie: 'genkan-session=planted; __Host-genkan-session=good' }), 'session')).toBe('good');
    expect(cookies.read(request({ cookie: 'genkan-session=planted' }), 'session')).toBeUndefined();
    expect(cookies.read(request({}), 'session')).toBeUndefined();
  });
});

describe('a bearer token', () => {
  test.each([
    ['Bearer abc.def', 'abc.def'],
    ['bearer abc', undefined],
    ['Bearer', undefined],
    ['Bearer a b', undefined],
    ['Basic abc', undefined],
    [`Bearer ${'a'.repeat(20_000)}`, undefined],
  ])('when the header is %.20s, then it is read or not', (authorization, token) => {
    expect(bearerOf(request({ authorization }))).toBe(token);
  });
});
