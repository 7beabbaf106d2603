import type { AgentPolicy } from '@genkan/logon-policy';
import { describe, expect, test } from '@jest/globals';
import { offeredMethods } from './logon-methods.ts';

const sid = 'S-1-5-21-1';
const account = (changes: Partial<AgentPolicy['accounts'][number]> = {}): AgentPolicy['accounts'][number] => ({
  windowsSid: sid,
  userId: 'u1',
  language: 'en',
  otpRegistered: true,
  locked: false,
  enabled: true,
  methods: [{ first: 'password', second: 'otp' }],
  scenarios: { logon: true, unlock: true, rdp: true, credui: false },
  ...changes,
});
const policy = (...accounts: AgentPolicy['accounts']): AgentPolicy => ({
  version: '1', serverTime: '2026-11-24T00:00:00Z', accounts, unlinkedMethods: [{ first: 'password' }], enforcement: 'observe', passwordKeeping: { users: false, administrators: false },
});

describe('offeredMethods', () => {
  test('when the account is tied, then its group decides', () => {
    expect(offeredMethods({ policy: policy(account()), awaited: false }, sid, 'logon')).toEqual({ alternatives: ['password+otp'], linked: true, language: 'en' });
  });
  test('when the pair is required and no code is registered, then nothing, with the reason', () => {
    expect(offeredMethods({ policy: policy(account({ otpRegistered: false })), awaited: false }, sid, 'logon')).toMatchObject({ alternatives: [], message: 'otp-not-registered' });
  });
  test('when the account is tied to nobody or there is no policy yet, then the password of Windows', () => {
    const untied = { alternatives: ['password'], linked: false, language: 'ja' };
    expect(offeredMethods({ policy: policy(), awaited: false }, sid, 'logon')).toEqual(untied);
    expect(offeredMethods({ policy: undefined, awaited: false }, sid, 'logon')).toEqual(untied);
  });
  test('when the tie is newer than the policy, then nothing, whatever the old policy says', () => {
    for (const known of [undefined, policy(), policy(account({ methods: [{ first: 'password' }] }))]) {
      expect(offeredMethods({ policy: known, awaited: true }, sid, 'logon')).toMatchObject({ alternatives: [], message: 'policy-missing' });
    }
  });
  test('when the one-time password is locked, then only what does without it', () => {
    const locked = account({ locked: true, methods: [{ first: 'otp' }, { first: 'password', second: 'otp' }, { first: 'password' }] });
    expect(offeredMethods({ policy: policy(locked), awaited: false }, sid, 'logon')).toEqual({ alternatives: ['password'], linked: true, language: 'en' });
    const pair = account({ locked: true });
    expect(offeredMethods({ policy: policy(pair), awaited: false }, sid, 'logon')).toMatchObject({ alternatives: [], message: 'logon-refused' });
  });
  test('when the person has left, then nothing in any scenario, not even the password', () => {
    const left = account({ locked: true, enabled: false, methods: [{ first: 'otp' }, { first: 'password' }] });
    for (const scenario of ['logon', 'unlock', 'rdp', 'credui'] as const) {
      expect(offeredMethods({ policy: policy(left), awaited: false }, sid, scenario)).toEqual({ alternatives: [], linked: true, language: 'en', message: 'logon-refused' });
    }
  });
  test('when the scenario is switched off, then Windows asks for its password as ever', () => {
    expect(offeredMethods({ policy: policy(account()), awaited: false }, sid, 'credui').alternatives).toEqual(['password']);
  });
});
