import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { logIn } from '@genkan/local-stack';
import { eventually } from '@genkan/test-kit';
import { asDevice } from './support/devices.ts';
import { type Answer, type LogonScreen, openLogonScreen, windowsPath } from './support/harness.ts';
import { type InstalledPc, newPc, prepareTests } from './support/installed-pc.ts';
import { oathtool, roomInStep } from './support/outside-programs.ts';
import { startStack, type Stack } from './support/stack.ts';

jest.setTimeout(180_000);

const password = 'CANARY pass';
const refused = 'サインインできませんでした。入力内容を確認して、もう一度お試しください。';

let stack: Stack;
let pc: InstalledPc;
let screen: LogonScreen;
let device: { deviceId: string; pcName: string };
let person: { sid: string; name: string; account: string; userId: string };

beforeAll(async () => {
  [stack, pc] = await Promise.all([startStack(), newPc()]);
  await prepareTests(pc);
  const installed = await pc.setup(`/SERVER=${stack.front.url}`, `/ENROLMENTTOKEN=${stack.demo.enrolmentToken}`, '/AUTH=1', '/PROXY=none', `/CAFILE=${windowsPath(stack.front.caFile)}`);
  expect(installed.code).toBe(0);
  await pc.host('stop');
  await pc.settings({ policyRefreshSeconds: 1 });
  await pc.host('start');
  await pc.ready();
  device = await eventually(async () => {
    const { devices } = (await stack.demo.console.call('GET', '/devices')) as { devices: (typeof device)[] };
    expect(devices).toHaveLength(1);
    return { deviceId: devices[0]!.deviceId, pcName: devices[0]!.pcName };
  });
  const { userId, employeeCode } = stack.demo.otpUsers[0]!;
  person = { sid: 'S-1-5-21-7-7-7-5000', name: `e${employeeCode}`, account: `GENKAN-PC\\e${employeeCode}`, userId };
  const calls = asDevice(stack, device);
  await calls.tie(person);
  await roomInStep();
  await calls.register(person, (secret) => oathtool(secret, 1));
  await stack.demo.console.call('PUT', '/agent-settings', { enforcement: 'enforce', passwordKeeping: { users: false, administrators: false } });
  await eventually(async () => expect(await pc.status()).toMatchObject({ enforce: true, agent: 'ready' }));
  await eventually(() => expect(pc.log('agent')).toContain('Break-glass code'), { withinMs: 30_000 });
});

afterAll(async () => {
  await stack?.end();
  await pc?.wine.remove();
});

afterEach(() => screen?.close());

/** The code of the PC, as two administrators get it together. */
const codeOfThePc = async (): Promise<string> => {
  const other = stack.demo.administrators.filter(({ level }) => level === 'all-access')[1]!;
  const second = await logIn({ gatewayUrl: stack.genkan.gateways[0]!.url, issuer: stack.demo.issuer, account: other.account, password: other.password });
  const { requestId } = (await stack.demo.console.call('POST', `/devices/${device.deviceId}/break-glass-requests`, { reason: 'The network of the office is down' })) as { requestId: string };
  await second.call('POST', `/break-glass-requests/${requestId}/approval`);
  return ((await stack.demo.console.call('POST', `/break-glass-requests/${requestId}/code`)) as { code: string }).code;
};

const tile = async (): Promise<void> => {
  await screen?.close();
  screen = await openLogonScreen(pc.wine);
  await eventually(async () => {
    for (const command of ['scenario logon', `users ${person.sid}=${person.name}`, 'count', 'select 0']) await screen.do(command);
    expect((await screen.do('view'))['shown']).toContain('otherMethod');
  }, { withinMs: 20_000, everyMs: 300 });
  await screen.do('click otherMethod');
  expect((await screen.do('view'))['shown']).toContain('breakGlassCode');
};

const submit = async (code: string): Promise<Answer> => {
  await screen.do(`set password ${password}`);
  await screen.do(`set breakGlassCode ${code}`);
  return screen.do('submit');
};

describe('a PC whose server is out of reach', () => {
  let code: string;

  test('when somebody has its break-glass code and the password, then Windows gets the password, once', async () => {
    code = await codeOfThePc();
    stack.front.become('cut');
    await tile();
    expect(await submit('0000-0000-0000-0000-0000')).toMatchObject({ response: 'not-finished', text: refused, blobBytes: 0 });
    await tile();
    // As somebody types it who was told it on the phone.
    expect(await submit(code.toLowerCase().replaceAll('-', ' '))).toMatchObject({ response: 'credential' });
    expect(await screen.do('blob')).toMatchObject({ wellFormed: true, user: person.name, password });
    await screen.do('report 00000000');
    await screen.close();
    // Used up: nothing offers it any more.
    screen = await openLogonScreen(pc.wine);
    for (const command of ['scenario logon', `users ${person.sid}=${person.name}`, 'count', 'select 0']) await screen.do(command);
    await eventually(async () => expect((await screen.do('view'))['shown']).toBe('logo label notice password codeSecond submit'));
  });

  test('when the server is back, then it hears of the use, the log says so without the code, and the next code is another', async () => {
    stack.front.become('open');
    await eventually(async () => {
      const { entries } = (await stack.demo.console.call('GET', `/log-entries?limit=100&q=${device.pcName}`)) as { entries: { operation: string }[] };
      expect(entries.map(({ operation }) => operation)).toEqual(expect.arrayContaining(['break-glass-view', 'break-glass-use']));
      expect(JSON.stringify(entries)).not.toContain(code);
    }, { withinMs: 60_000, everyMs: 1_000 });
    await tile();
    expect(await submit(code)).toMatchObject({ response: 'not-finished', text: refused });
    const next = await codeOfThePc();
    expect(next).not.toBe(code);
    await tile();
    expect(await submit(next)).toMatchObject({ response: 'credential' });
    const all = `${pc.log('host')}${pc.log('agent')}${await pc.registry()}`;
    for (const secret of [code, next, 'CANARY']) expect(all).not.toContain(secret);
  });
});
