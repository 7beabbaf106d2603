import type { AgentPolicy } from '@genkan/logon-policy';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openDatabase } from '../database/database.ts';
import type { Database } from '../database/database.ts';
import { createLogger } from '../log.ts';
import { createTiedPersons } from './tied-persons.ts';
import type { TiedPersons } from './tied-persons.ts';

const [taro, hanako] = ['S-1-5-21-1', 'S-1-5-21-2'];
const person = { displayName: '山田 太郎', employeeCode: '1001' };

const account = (windowsSid: string, userId: string, enabled = true): AgentPolicy['accounts'][number] => ({
  windowsSid, userId, enabled, language: 'ja', otpRegistered: false, locked: false, methods: [{ first: 'password' }],
  scenarios: { logon: true, unlock: true, rdp: true, credui: false },
});
const policy = (...accounts: AgentPolicy['accounts']): AgentPolicy => ({
  version: '1', serverTime: '2026-11-24T00:00:00Z', accounts, unlinkedMethods: [{ first: 'password' }], enforcement: 'observe', passwordKeeping: { users: false, administrators: false },
});

let database: Database;
let awaited: string[];
let logged: string[];
let persons: TiedPersons;

beforeEach(() => {
  database = openDatabase(':memory:');
  awaited = [];
  logged = [];
  persons = start();
  persons.remember(taro, { ...person, userId: 'u1' });
});
afterEach(() => database.close());

const start = (): TiedPersons =>
  createTiedPersons({ database, isAwaited: (windowsSid) => awaited.includes(windowsSid), log: createLogger({ level: 'debug', write: (line) => void logged.push(line) }) });
const onDisk = (): unknown => database.prepare("SELECT value FROM fact WHERE name = 'tied-persons'").get()?.['value'];

describe('the name of a tie', () => {
  test('when the agent starts again and the policy shows the tie, then the name is still there, for that account only', () => {
    persons = start();
    persons.obey(policy(account(taro, 'u1'), account(hanako, 'u2')));
    expect(persons.of(taro)).toEqual(person);
    expect(persons.of(hanako)).toBeUndefined();
  });

  test('when the tie ends here, then its name is gone from the disk and others stay', () => {
    persons.remember(hanako, { displayName: '鈴木 花子', employeeCode: '1002', userId: 'u2' });
    persons.forget(taro);
    expect(persons.of(taro)).toBeUndefined();
    expect(onDisk()).not.toContain(person.displayName);
    expect(persons.of(hanako)).toEqual({ displayName: '鈴木 花子', employeeCode: '1002' });
  });

  test.each([
    ['ended at the server', policy()],
    ['made for somebody else', policy(account(taro, 'u9'))],
    ['of a person who has left', policy(account(taro, 'u1', false))],
  ])('when the policy shows that the tie is %s, then the name is forgotten', (_how, newer) => {
    persons.obey(newer);
    expect(persons.of(taro)).toBeUndefined();
    expect(onDisk()).not.toContain(person.displayName);
  });

  test('when an older policy comes while the tie is awaited, then the name stays until a policy decides', () => {
    awaited = [taro];
    persons.obey(policy());
    expect(persons.of(taro)).toEqual(person);
    awaited = [];
    persons.obey(policy());
    expect(persons.of(taro)).toBeUndefined();
  });

  test('when the names cannot be read, then there is none, it is logged without a name, and the next tie has one', () => {
    database.prepare("UPDATE fact SET value = '{\"S-1-5-21-1\":\"山田 太郎\"}' WHERE name = 'tied-persons'").run();
    expect(persons.of(taro)).toBeUndefined();
    expect(logged.join('')).toContain('cannot be read');
    expect(logged.join('')).not.toContain('山田');
    persons.remember(taro, { ...person, userId: 'u1' });
    expect(persons.of(taro)).toEqual(person);
  });
});
