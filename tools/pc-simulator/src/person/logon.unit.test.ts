import { expect, test } from '@jest/globals';
import { chooseMethod } from './logon.ts';

test.each([
  [['otp', 'password'], {}, 'password'],
  [['otp', 'password'], { code: '1' }, 'otp'],
  [['password+otp'], {}, 'password+otp'],
  [['password'], { code: '1' }, 'password'],
  [['otp', 'password'], { method: 'otp' }, 'otp'],
  [['password'], { method: 'otp' }, undefined],
  [[], {}, undefined],
])('when the screen offers %j and the person types %j, then the method is %s', (alternatives, typed, method) => {
  expect(chooseMethod(alternatives, typed)).toBe(method);
});
