import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { targetPath } from './login-attempt.ts';

const publicUrl = new URL('https://genkan.example');

describe('the place to go to after a login', () => {
  test.each([
    [undefined, '/'],
    ['https://genkan.example', '/'],
    ['https://genkan.example/logs?q=1#x', '/logs?q=1#x'],
    ['https://genkan.example//evil.example', '/evil.example'],
    ['https://genkan.example\\@evil.example/', '/@evil.example/'],
    ['https://evil.example/', undefined],
    ['https://genkan.example@evil.example/', undefined],
    ['https://user@genkan.example/', undefined],
    ['http://genkan.example/', undefined],
    ['https://genkan.example:8443/', undefined],
    ['/logs', undefined],
    ['javascript:alert(1)', undefined],
  ])('when %s is asked for, then it is %s', (target, path) => {
    expect(targetPath(target, publicUrl)).toBe(path);
  });

  test('when anything is asked for, then the browser stays at the console', () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl(), fc.string(), fc.string().map((text) => `https://genkan.example/${text}`)), (target) => {
        const path = targetPath(target, publicUrl);
        return path === undefined || new URL(path, publicUrl).origin === publicUrl.origin;
      }),
    );
  });
});
