import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { factors, methodListFaults, methodWord, newGroupMethods, noGroupMethods, unlinkedMethods } from './logon-method.ts';
import type { LogonMethod } from './logon-method.ts';

const anyMethod: fc.Arbitrary<LogonMethod> = fc
  .tuple(fc.constantFrom(...factors), fc.option(fc.constantFrom(...factors), { nil: undefined }))
  .map(([first, second]) => (second === undefined ? { first } : { first, second }));

describe('methodListFaults', () => {
  test('when the list is one of the defaults, then nothing is wrong', () => {
    for (const methods of [noGroupMethods, newGroupMethods, unlinkedMethods]) expect(methodListFaults(methods)).toEqual([]);
  });

  test('when the last alternative is taken away, then the list is empty and refused', () => {
    expect(methodListFaults([])).toEqual([{ kind: 'empty' }]);
  });

  test('when a pair holds one factor twice, then its place is named', () => {
    expect(methodListFaults([{ first: 'otp' }, { first: 'password', second: 'password' }])).toEqual([
      { kind: 'same-factor-twice', index: 1 },
    ]);
  });

  test('when an alternative comes twice, then both places are named', () => {
    expect(methodListFaults([{ first: 'password', second: 'otp' }, { first: 'otp' }, { first: 'password', second: 'otp' }])).toEqual([
      { kind: 'duplicate', index: 2, of: 0 },
    ]);
  });

  test('when the order of a pair differs, then they are two alternatives', () => {
    expect(methodListFaults([{ first: 'password', second: 'otp' }, { first: 'otp', second: 'password' }])).toEqual([]);
  });

  test('when a list passes, then it has 1 to 4 different alternatives and no factor twice in a pair', () => {
    fc.assert(
      fc.property(fc.array(anyMethod, { maxLength: 6 }), (methods) => {
        const passes = methodListFaults(methods).length === 0;
        const distinct = new Set(methods.map(methodWord)).size === methods.length;
        const sound = methods.length > 0 && distinct && methods.every((method) => method.first !== method.second);
        expect(passes).toBe(sound);
        if (passes) expect(methods.length).toBeLessThanOrEqual(4);
      }),
    );
  });
});
