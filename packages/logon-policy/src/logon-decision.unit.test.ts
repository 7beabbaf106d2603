import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decideLogon, defaultScenarios, scenarios } from './logon-decision.ts';
import type { LogonSituation } from './logon-decision.ts';
import { factors, methodListFaults, methodWord } from './logon-method.ts';
import type { LogonMethod } from './logon-method.ts';

const situation = (changes: Partial<LogonSituation>): LogonSituation => ({
  methods: 'no-group',
  otpRegistered: true,
  scenarios: defaultScenarios,
  scenario: 'logon',
  ...changes,
});

const pair: LogonMethod = { first: 'password', second: 'otp' };

describe('decideLogon', () => {
  test('when the user has no group, then one-time password or password', () => {
    expect(decideLogon(situation({}))).toEqual({ alternatives: [{ steps: ['otp'] }, { steps: ['password'] }], reasons: ['no-group'] });
  });

  test('when the user has no group and no one-time password, then the password, with the reason', () => {
    expect(decideLogon(situation({ otpRegistered: false }))).toEqual({
      alternatives: [{ steps: ['password'] }],
      reasons: ['no-group', 'otp-not-registered'],
    });
  });

  test('when the group asks for a pair, then both factors in its order', () => {
    expect(decideLogon(situation({ methods: [pair] }))).toEqual({
      alternatives: [{ steps: ['password', 'otp'] }],
      reasons: ['group-methods'],
    });
  });

  test('when the group allows only a pair and no one-time password is registered, then nothing is usable', () => {
    expect(decideLogon(situation({ methods: [pair], otpRegistered: false }))).toEqual({
      alternatives: [],
      reasons: ['group-methods', 'otp-not-registered'],
    });
  });

  test('when the account is tied to nobody, then the password', () => {
    expect(decideLogon(situation({ methods: 'not-linked', otpRegistered: false }))).toEqual({
      alternatives: [{ steps: ['password'] }],
      reasons: ['not-linked'],
    });
  });

  test('when the scenario is switched off, then Windows asks for its password as ever', () => {
    expect(decideLogon(situation({ methods: [pair], scenario: 'credui' }))).toEqual({
      alternatives: [{ steps: ['password'] }],
      reasons: ['scenario-off'],
    });
  });

  const anyMethods = fc
    .array(
      fc
        .tuple(fc.constantFrom(...factors), fc.option(fc.constantFrom(...factors), { nil: undefined }))
        .map(([first, second]): LogonMethod => (second === undefined ? { first } : { first, second })),
      { minLength: 1, maxLength: 4 },
    )
    .filter((methods) => methodListFaults(methods).length === 0);
  const anySwitches = fc.record({ logon: fc.boolean(), unlock: fc.boolean(), rdp: fc.boolean(), credui: fc.boolean() });

  test('when a scenario is on, then every alternative is one of the policy, whole and in its order', () => {
    fc.assert(
      fc.property(anyMethods, anySwitches, fc.constantFrom(...scenarios), fc.boolean(), (methods, switches, scenario, otpRegistered) => {
        const { alternatives, reasons } = decideLogon({ methods, scenarios: switches, scenario, otpRegistered });
        if (!switches[scenario]) return expect(reasons).toEqual(['scenario-off']);
        const words = methods.map(methodWord);
        const chosen = alternatives.map(({ steps }) => steps.join('+'));
        expect(words.filter((word) => chosen.includes(word))).toEqual(chosen);
        if (!otpRegistered) expect(chosen.every((word) => word === 'password')).toBe(true);
        else expect(chosen).toEqual(words);
      }),
    );
  });
});
