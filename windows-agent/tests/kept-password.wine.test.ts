import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { eventually } from '@genkan/test-kit';
import { type Message, openPipeClients, type PipeClients, startHostAlone } from './support/host-alone.ts';
import { controlLine, data, type InstalledPc, sessionLine } from './support/installed-pc.ts';

jest.setTimeout(60_000);

const person = { id: 3, sid: 'S-1-5-21-8-8-8-1001', account: 'WINE-PC\\hanako' };
const password = 'CANARY 玄関 pass';

let pc: InstalledPc;
let clients: PipeClients;
let connections = 0;

beforeAll(async () => {
  pc = await startHostAlone();
  for (const [name, value] of [['KeepPasswords', 1], ['KeepAdministratorPasswords', 0]] as const) await guard(name, value);
  clients = await openPipeClients(pc);
});
afterAll(async () => {
  await clients?.end();
  await pc?.wine.remove();
});

const guard = async (name: string, value: number): Promise<void> => {
  await pc.wine.run('reg', ['add', 'HKLM\\Software\\Genkan\\Guard', '/v', name, '/t', 'REG_DWORD', '/d', String(value), '/f']);
};
const isKept = (): boolean => existsSync(pc.wine.path(`${data}\\passwords\\${person.sid}.bin`));
const logOn = async (administrator: boolean): Promise<void> => {
  await pc.setTest('Administrator', administrator ? 1 : 0, 'Session');
  await pc.control(sessionLine(person), controlLine('logon'));
};
const newScreen = async (): Promise<string> => {
  const name = `screen${(connections += 1)}`;
  await clients.open(name, 'auth');
  return name;
};
const keep = async (): Promise<void> => {
  expect(await clients.ask(await newScreen(), { t: 'host-vault-stage', windowsSid: person.sid, windowsAccount: person.account, password })).toMatchObject({ t: 'host-vault-staged' });
  await logOn(false);
  await eventually(() => expect(isKept()).toBe(true));
};
/** A code alone is accepted, and the screen asks for the password. */
const release = async (): Promise<Message> => {
  const screen = await newScreen();
  const verdict = await clients.ask(screen, { t: 'check', windowsSid: person.sid, scenario: 'logon', factors: 'otp', code: '123456' });
  expect(verdict).toMatchObject({ t: 'verdict', outcome: 'accepted' });
  return clients.ask(screen, { t: 'host-vault-release', windowsSid: person.sid, checkId: verdict['id']! });
};
const refused = { t: 'host-refused', message: 'no-password' };

describe('a password that was kept while its owner was no administrator', () => {
  test('when he still is none, then it is released', async () => {
    await keep();
    expect(await release()).toMatchObject({ t: 'host-vault-password', password });
  });

  test('when Windows does not say, then it is not released and not lost', async () => {
    await pc.setTest(person.sid, 'unknown', 'Administrators');
    expect(await release()).toMatchObject(refused);
    expect(isKept()).toBe(true);
    await pc.setTest(person.sid, 'no', 'Administrators');
    expect(await release()).toMatchObject({ t: 'host-vault-password' });
  });

  test('when he has become one, then it is not released, and it is gone', async () => {
    await pc.setTest(person.sid, 'yes', 'Administrators');
    expect(await release()).toMatchObject(refused);
    expect(isKept()).toBe(false);
    await pc.setTest(person.sid, 'no', 'Administrators');
    expect(await release()).toMatchObject(refused);
  });

  test('when he has become one and policy keeps administrators\' passwords too, then it is released', async () => {
    await keep();
    await pc.setTest(person.sid, 'yes', 'Administrators');
    await guard('KeepAdministratorPasswords', 1);
    expect(await release()).toMatchObject({ t: 'host-vault-password', password });
    await guard('KeepAdministratorPasswords', 0);
  });

  test('when he logs on as one by another way, then it is gone before anybody asks for it', async () => {
    await keep();
    await logOn(true);
    await eventually(() => expect(isKept()).toBe(false));
    expect(`${pc.log('host')}${await pc.registry()}`).not.toContain('CANARY');
  });
});
