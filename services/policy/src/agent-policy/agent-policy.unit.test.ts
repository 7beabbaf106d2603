import { describe, expect, test } from '@jest/globals';
import { defaultAgentSettings } from '../agent-settings/agent-settings.ts';
import { newGroup } from '../groups/group.ts';
import type { Person } from '../people/person.ts';
import { agentPolicyOf } from './agent-policy.ts';

const person = (changes: Partial<Person>): Person => ({
  userId: 'u',
  employed: true,
  left: false,
  divisionCode: null,
  otpRegistered: true,
  locked: false,
  ...changes,
});
const link = { windowsSid: 'S-1-5-21-2', userId: 'u' };
const group = { ...newGroup('g', { name: 'A', language: 'en', timeZone: 'Asia/Tokyo', breakThresholdMinutes: null }), methods: [{ first: 'password', second: 'otp' }] as const };

describe('agentPolicyOf', () => {
  test('when the user has no group, then one-time password or password in the language of the company', () => {
    const { accounts } = agentPolicyOf([link], { companyLanguage: 'ja', settings: defaultAgentSettings, people: new Map([['u', person({})]]), groups: new Map() });
    expect(accounts).toEqual([
      expect.objectContaining({ language: 'ja', otpRegistered: true, locked: false, enabled: true, methods: [{ first: 'otp' }, { first: 'password' }] }),
    ]);
  });

  test('when the user is in a group, then its methods and its language', () => {
    const known = { companyLanguage: 'ja', settings: defaultAgentSettings, people: new Map([['u', person({})]]), groups: new Map([['u', group]]) } as const;
    expect(agentPolicyOf([link], known).accounts).toEqual([
      expect.objectContaining({ language: 'en', methods: [{ first: 'password', second: 'otp' }] }),
    ]);
  });

  test('when the person has left, then the account stays, locked and not enabled, with the methods it had', () => {
    const known = { companyLanguage: 'ja', settings: defaultAgentSettings, people: new Map([['u', person({ left: true, employed: false })]]), groups: new Map([['u', group]]) } as const;
    expect(agentPolicyOf([link], known).accounts).toEqual([expect.objectContaining({ locked: true, enabled: false, methods: [{ first: 'password', second: 'otp' }] })]);
  });

  test('when only the one-time password is locked, then the account is still enabled', () => {
    const known = { companyLanguage: 'ja', settings: defaultAgentSettings, people: new Map([['u', person({ locked: true })]]), groups: new Map() } as const;
    expect(agentPolicyOf([link], known).accounts).toEqual([expect.objectContaining({ locked: true, enabled: true })]);
  });

  test('when nothing is known of the user, yet or any more, then he does not get in', () => {
    const { accounts } = agentPolicyOf([link], { companyLanguage: 'ja', settings: defaultAgentSettings, people: new Map(), groups: new Map() });
    expect(accounts).toEqual([expect.objectContaining({ otpRegistered: false, enabled: false })]);
  });

  test('when the company enforces and keeps passwords, then the policy says so', () => {
    const settings = { enforcement: 'enforce', passwordKeeping: { users: true, administrators: false } } as const;
    expect(agentPolicyOf([], { companyLanguage: 'ja', settings, people: new Map(), groups: new Map() })).toMatchObject(settings);
  });

  test('when the links come in another order, then the policy is the same', () => {
    const other = { windowsSid: 'S-1-5-21-1', userId: 'v' };
    const known = { companyLanguage: 'ja', settings: defaultAgentSettings, people: new Map(), groups: new Map() } as const;
    expect(agentPolicyOf([link, other], known)).toEqual(agentPolicyOf([other, link], known));
  });
});
