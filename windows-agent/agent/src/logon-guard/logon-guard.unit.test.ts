import { AgentPolicy } from '@genkan/logon-policy';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openDatabase } from '../database/database.ts';
import type { Database } from '../database/database.ts';
import { createLogger } from '../log.ts';
import { createLogonGuard } from './logon-guard.ts';
import type { LogonGuard } from './logon-guard.ts';

const quiet = createLogger({ level: 'error', write: () => undefined });
const account = (windowsSid: string, enabled = true) => ({
  windowsSid, userId: windowsSid, language: 'ja', otpRegistered: true, locked: false, enabled, methods: [{ first: 'otp' }],
  scenarios: { logon: true, unlock: true, rdp: true, credui: false },
});
const policy = (changes: object): AgentPolicy =>
  AgentPolicy.parse({ version: '1', serverTime: '2026-11-24T00:00:00Z', accounts: [], unlinkedMethods: [{ first: 'password' }], ...changes });
const keeping = { passwordKeeping: { users: true, administrators: false } };

let database: Database;
let guard: LogonGuard;
let asked: string[];
let refuses: ReadonlySet<string>;
const host = {
  ask(verb: string, payload: Uint8Array = new Uint8Array()) {
    if (refuses.has(verb)) return Promise.reject(new Error('The host refused.'));
    asked.push(`${verb} ${Buffer.from(payload).toString()}`);
    return Promise.resolve(new Uint8Array());
  },
};
/** What the host was asked since the last look, once all of it is done. */
async function taken(): Promise<string[]> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  return asked.splice(0);
}

beforeEach(() => {
  database = openDatabase(':memory:');
  asked = [];
  refuses = new Set();
  guard = createLogonGuard({ database, host, log: quiet });
});
afterEach(() => {
  guard.stop();
  database.close();
});

describe('the guard of the logon screen', () => {
  test('when a policy comes, then the host is told once, and again only when it changes', async () => {
    guard.obey(policy({}));
    guard.obey(policy({ version: '2' }));
    expect(await taken()).toEqual(['guard {"enforce":false,"keepPasswords":false,"keepAdministratorPasswords":false}']);
    guard.obey(policy({ enforcement: 'enforce', ...keeping }));
    expect(await taken()).toEqual(['guard {"enforce":true,"keepPasswords":true,"keepAdministratorPasswords":false}']);
  });

  test('when an account is untied, disabled, or no password is kept any more, then its password is forgotten once', async () => {
    guard.obey(policy({ ...keeping, accounts: [account('S-1-5-21-1'), account('S-1-5-21-2'), account('S-1-5-21-3')] }));
    await taken();
    guard.obey(policy({ ...keeping, accounts: [account('S-1-5-21-2', false), account('S-1-5-21-3')] }));
    expect(await taken()).toEqual(['vault-forget S-1-5-21-1', 'vault-forget S-1-5-21-2']);
    guard.obey(policy({ accounts: [account('S-1-5-21-3')] }));
    expect((await taken()).filter((each) => each.startsWith('vault'))).toEqual(['vault-forget S-1-5-21-3']);
    guard.obey(policy({ accounts: [] }));
    expect(await taken()).toEqual([]);
  });

  test('when the host refuses and the agent is started anew, then what was to be forgotten still is', async () => {
    guard.obey(policy({ ...keeping, accounts: [account('S-1-5-21-1')] }));
    await taken();
    refuses = new Set(['vault-forget']);
    guard.obey(policy({ ...keeping, accounts: [] }));
    expect(await taken()).toEqual([]);
    guard.stop();
    refuses = new Set();
    guard = createLogonGuard({ database, host, log: quiet });
    guard.obey(policy({ ...keeping, accounts: [] }));
    expect(await taken()).toContain('vault-forget S-1-5-21-1');
  });

  test('when the host did not take the guard, then it is told again with the next policy', async () => {
    refuses = new Set(['guard']);
    guard.obey(policy({ enforcement: 'enforce' }));
    await taken();
    refuses = new Set();
    guard.obey(policy({ enforcement: 'enforce' }));
    expect(await taken()).toHaveLength(1);
  });
});
