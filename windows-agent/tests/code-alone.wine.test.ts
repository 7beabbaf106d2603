import { existsSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { eventually } from '@genkan/test-kit';
import { asDevice, type Person } from './support/devices.ts';
import { type Answer, type LogonScreen, openLogonScreen, packedLogon, windowsPath } from './support/harness.ts';
import { controlLine, data, type InstalledPc, newPc, prepareTests, sessionLine } from './support/installed-pc.ts';
import { oathtool, roomInStep } from './support/outside-programs.ts';
import { startStack, type Stack } from './support/stack.ts';

jest.setTimeout(180_000);

const password = 'CANARY 玄関 pass';
const refused = 'サインインできませんでした。入力内容を確認して、もう一度お試しください。';
const loggedOn = '00000000';
const wrongPassword = 'c000006d';

interface Member extends Person {
  readonly name: string;
  readonly key: string;
}

let stack: Stack;
let pc: InstalledPc;
let screen: LogonScreen;
let member: Member;
let other: Member;
let administrator: Member;

/** Seats a person whose group logs on by a code alone. */
const seat = async (tied: ReturnType<typeof asDevice>, index: number): Promise<Member> => {
  const { userId, employeeCode } = stack.demo.otpUsers[index]!;
  const person = { sid: `S-1-5-21-7-7-7-${3000 + index}`, name: `e${employeeCode}`, account: `GENKAN-PC\\e${employeeCode}`, userId };
  await tied.tie(person);
  await roomInStep(2_000);
  return { ...person, key: await tied.register(person, (secret) => oathtool(secret, 1)) };
};

beforeAll(async () => {
  [stack, pc] = await Promise.all([startStack(), newPc()]);
  await prepareTests(pc);
  const { console } = stack.demo;
  const { groups } = (await console.call('GET', '/groups')) as { groups: { groupId: string; name: string }[] };
  for (const { groupId } of groups) await console.call('PUT', `/groups/${groupId}/logon-methods`, { methods: [{ first: 'otp' }] });
  await console.call('PUT', '/agent-settings', { enforcement: 'observe', passwordKeeping: { users: true, administrators: false } });
  const installed = await pc.setup(`/SERVER=${stack.front.url}`, `/ENROLMENTTOKEN=${stack.demo.enrolmentToken}`, '/AUTH=1', '/PROXY=none', `/CAFILE=${windowsPath(stack.front.caFile)}`);
  expect(installed.code).toBe(0);
  await pc.host('stop');
  await pc.settings({ policyRefreshSeconds: 1 });
  await pc.host('start');
  await pc.ready();
  const { devices } = await eventually(async () => {
    const found = (await console.call('GET', '/devices')) as { devices: { deviceId: string; pcName: string }[] };
    expect(found.devices).toHaveLength(1);
    return found;
  });
  const tied = asDevice(stack, devices[0]!);
  member = await seat(tied, 0);
  other = await seat(tied, 1);
  administrator = await seat(tied, 2);
});

afterAll(async () => {
  await stack?.end();
  await pc?.wine.remove();
});

afterEach(() => screen?.close());

/** The tile of this person, once it asks for these fields. */
const tileOf = async ({ sid, name }: Member, fields: string): Promise<void> => {
  screen = await openLogonScreen(pc.wine);
  await eventually(async () => {
    for (const command of ['scenario logon', `users ${sid}=${name}`, 'count', 'select 0']) await screen.do(command);
    expect((await screen.do('view'))['shown']).toBe(fields);
  }, { withinMs: 20_000, everyMs: 300 });
};

const submit = async (field: 'otp' | 'password', text: string): Promise<Answer> => {
  await screen.do(`set ${field} ${text}`);
  return screen.do('submit');
};

/** The session that Windows opens after it has taken what the tile packed. */
const sessionOf = async ({ sid, account }: Member, isAdministrator: boolean): Promise<void> => {
  await pc.setTest('Administrator', isAdministrator ? 1 : 0, 'Session');
  await pc.control(sessionLine({ id: 3, sid, account }), controlLine('logon'));
};

const fileOf = ({ sid }: Member): string => pc.wine.path(`${data}\\passwords\\${sid}.bin`);
const codeAlone = 'logo label notice codeFirst submit';
const codeAndPassword = 'logo label notice codeFirst password submit';

/** Code and password are typed, and Windows takes both. */
const logOnWithPassword = async (person: Member): Promise<void> => {
  await tileOf(person, codeAndPassword);
  await roomInStep(2_000);
  await screen.do(`set password ${password}`);
  expect(await submit('otp', await oathtool(person.key))).toMatchObject({ response: 'credential' });
  expect(await screen.do('blob')).toMatchObject({ ...packedLogon, user: person.name, password });
  await screen.do(`report ${loggedOn}`);
};

describe('a group that logs on by a code alone', () => {
  test('when no password is kept yet, then it is asked too, and kept once Windows has opened the session', async () => {
    await logOnWithPassword(member);
    expect(existsSync(fileOf(member))).toBe(false);
    await sessionOf(member, false);
    await eventually(() => expect(existsSync(fileOf(member))).toBe(true));
  });

  test('when an administrator of the PC logs on so, then the password is not kept', async () => {
    await logOnWithPassword(administrator);
    await sessionOf(administrator, true);
    // The host takes sessions in their order: once the next person's password is kept, this one's would be.
    await screen.close();
    await logOnWithPassword(other);
    await sessionOf(other, false);
    await eventually(() => expect(existsSync(fileOf(other))).toBe(true));
    expect(existsSync(fileOf(administrator))).toBe(false);
  });

  test('when the code is wrong, then nothing is released; when it is right, then Windows gets the kept password', async () => {
    await tileOf(member, codeAlone);
    // Everybody has used the code of this time step.
    await roomInStep(30_000);
    const code = await oathtool(member.key);
    expect(await submit('otp', code === '000000' ? '000001' : '000000')).toMatchObject({ response: 'not-finished', text: refused, blobBytes: 0 });
    expect(await submit('otp', code)).toMatchObject({ response: 'credential' });
    expect(await screen.do('blob')).toMatchObject({ ...packedLogon, user: member.name, password });
  });

  test('when Windows refuses the kept password, then it is not tried again and the person is asked', async () => {
    await tileOf(other, codeAlone);
    await roomInStep(2_000);
    expect(await submit('otp', await oathtool(other.key))).toMatchObject({ response: 'credential' });
    await screen.do(`report ${wrongPassword}`);
    expect(await screen.do('view')).toMatchObject({ shown: codeAndPassword, passwordLength: 0 });
    await screen.close();
    await tileOf(other, codeAndPassword);
  });

  test('when the company keeps passwords no more, then none is left on the PC', async () => {
    expect(existsSync(fileOf(member))).toBe(true);
    await stack.demo.console.call('PUT', '/agent-settings', { enforcement: 'observe', passwordKeeping: { users: false, administrators: false } });
    await eventually(() => expect(existsSync(fileOf(member))).toBe(false), { withinMs: 20_000 });
    expect(`${pc.log('host')}${pc.log('agent')}${await pc.registry()}`).not.toContain('CANARY');
  });
});
