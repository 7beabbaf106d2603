import type { AgentPolicy } from '@genkan/logon-policy';
import { describe, expect, test } from '@jest/globals';
import { expectationLifeMs, stillExpected, withExpectation } from './policy-expectation.ts';
import type { PolicyExpectation } from './policy-expectation.ts';

const sid = 'S-1-5-21-1';
const expecting = (what: PolicyExpectation['what']): PolicyExpectation => ({ windowsSid: sid, what, since: 0 });
const policy = (otpRegistered?: boolean): AgentPolicy => ({
  version: '1',
  serverTime: '2026-11-24T00:00:00Z',
  accounts:
    otpRegistered === undefined
      ? []
      : [{ windowsSid: sid, userId: 'u', language: 'ja', otpRegistered, locked: false, enabled: true, methods: [{ first: 'password' }], scenarios: { logon: true, unlock: true, rdp: true, credui: false } }],
  unlinkedMethods: [{ first: 'password' }], enforcement: 'observe', passwordKeeping: { users: false, administrators: false },
});

describe('what a policy must show', () => {
  test.each([
    ['linked', policy(), 1],
    ['linked', policy(false), 0],
    ['unlinked', policy(false), 1],
    ['unlinked', policy(), 0],
    ['otp-registered', policy(), 1],
    ['otp-registered', policy(false), 1],
    ['otp-registered', policy(true), 0],
  ] as const)('when "%s" is expected, then a policy is asked whether it shows it', (what, given, left) => {
    expect(stillExpected([expecting(what)], given, 1_000)).toHaveLength(left);
  });

  test('when the policy says otherwise for long, then it is believed', () => {
    expect(stillExpected([expecting('linked')], policy(), expectationLifeMs)).toHaveLength(1);
    expect(stillExpected([expecting('linked')], policy(), expectationLifeMs + 1)).toEqual([]);
  });

  test('when the account is untied after it was tied, then only the last counts; a registration adds to a tie', () => {
    const tied = withExpectation([], expecting('linked'));
    expect(withExpectation(tied, expecting('unlinked'))).toEqual([expecting('unlinked')]);
    expect(withExpectation(tied, expecting('otp-registered'))).toEqual([expecting('linked'), expecting('otp-registered')]);
  });
});
