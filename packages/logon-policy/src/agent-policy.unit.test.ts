import { describe, expect, test } from '@jest/globals';
import { AgentPolicy } from './agent-policy.ts';
import { defaultScenarios } from './logon-decision.ts';

const policy = {
  version: 'v1',
  serverTime: '2026-11-24T00:00:00.000Z',
  accounts: [
    {
      windowsSid: 'S-1-5-21-1',
      userId: '01J',
      language: 'ja',
      otpRegistered: true,
      locked: false,
      enabled: true,
      methods: [{ first: 'password', second: 'otp' }],
      scenarios: defaultScenarios,
    },
  ],
  unlinkedMethods: [{ first: 'password' }],
  enforcement: 'enforce',
  passwordKeeping: { users: true, administrators: false },
};
const account = policy.accounts[0];

describe('AgentPolicy', () => {
  test('when the policy is whole, then it reads back as it was', () => {
    expect(AgentPolicy.parse(policy)).toEqual(policy);
  });

  test('when a newer server sends a field more, then it is ignored', () => {
    expect(AgentPolicy.parse({ ...policy, offlineDays: 14 })).toEqual(policy);
  });

  test('when an older server does not say who has left, then the account counts as enabled', () => {
    const { enabled: _, ...older } = { ...account };
    expect(AgentPolicy.parse({ ...policy, accounts: [older] })).toEqual(policy);
  });

  test('when an older server says nothing of enforcement, then nothing is enforced and no password is kept', () => {
    const { enforcement: _, passwordKeeping: __, ...older } = policy;
    expect(AgentPolicy.parse(older)).toEqual({ ...policy, enforcement: 'observe', passwordKeeping: { users: false, administrators: false } });
  });

  test.each([
    ['no version', { ...policy, version: undefined }],
    ['accounts not a list', { ...policy, accounts: {} }],
    ['an unknown enforcement', { ...policy, enforcement: 'sometimes' }],
    ['a word for what is kept', { ...policy, passwordKeeping: { users: 'all', administrators: false } }],
    ['no alternative', { ...policy, unlinkedMethods: [] }],
    ['an unknown factor', { ...policy, unlinkedMethods: [{ first: 'face' }] }],
    ['one factor twice in a pair', { ...policy, accounts: [{ ...account, methods: [{ first: 'otp', second: 'otp' }] }] }],
    ['a word for a switch', { ...policy, accounts: [{ ...account, scenarios: { ...defaultScenarios, rdp: 'yes' } }] }],
  ])('when it has %s, then it is refused', (_fault, value) => {
    expect(AgentPolicy.safeParse(value).success).toBe(false);
  });
});
