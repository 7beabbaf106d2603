import { utimesSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { eventually } from '@genkan/test-kit';
import { kerb, type LogonScreen, openLogonScreen, packageOfTests, packedLogon } from './support/harness.ts';
import { controlLine, data, type InstalledPc, newPc, ownSid, prepareTests } from './support/installed-pc.ts';

jest.setTimeout(120_000);

const guestSid = 'S-1-5-21-0-0-0-1001';
const ours = '{7C1B5E0A-6F5D-4D0B-9C39-2B7A4B0E61A1}';
const guardKey = 'HKLM\\Software\\Genkan\\Guard';
const loggedOn = '00000000';
const wrongPassword = 'c000006d';
const mustChange = 'c0000224';

let pc: InstalledPc;
let screen: LogonScreen;

// No server answers here: what LogonUI does with the provider concerns this PC alone.
beforeAll(async () => {
  pc = await newPc();
  await prepareTests(pc);
  expect((await pc.setup('/SERVER=https://127.0.0.1:9', '/ENROLMENTTOKEN=enrolment-token-of-the-test', '/PROXY=none', '/AUTH=1')).code).toBe(0);
  await pc.ready();
});
afterAll(() => pc?.wine.remove());
afterEach(() => screen?.close());

const guard = async (name: string, value: number): Promise<void> => {
  await pc.wine.run('reg', ['add', guardKey, '/v', name, '/t', 'REG_DWORD', '/d', String(value), '/f']);
};

const logonScreen = async (...commands: string[]): Promise<LogonScreen> => {
  screen = await openLogonScreen(pc.wine);
  for (const command of commands) await screen.do(command);
  return screen;
};

const tile = (...more: string[]): Promise<LogonScreen> => logonScreen('scenario logon', `users ${ownSid}=taro ${guestSid}=guest`, 'count', 'select 0', ...more);

describe('whatever LogonUI does, the tiles come', () => {
  test.each([
    ['empty', '-'],
    ['null', '-'],
    ['error', '-'],
    [`doubled ${ownSid}=taro`, `${ownSid} -`],
    [`${ownSid}=taro ${guestSid}=guest`, `${ownSid} ${guestSid} -`],
  ])('when the list of users is %s, then there is one tile each and the one for others', async (users, sids) => {
    await logonScreen('scenario logon', `users ${users}`);
    expect(await screen.do('count')).toMatchObject({ result: '00000000', sids, automatic: false });
    expect(await screen.do('select 0')).toMatchObject({ result: '00000000' });
    expect(String((await screen.do('view'))['shown'])).toContain('password submit');
  });

  test('when Windows asks for a place that is not ours, then we are not there', async () => {
    await logonScreen();
    for (const place of ['credui', 'plap', 'change']) expect(await screen.do(`scenario ${place}`)).toMatchObject({ result: '80004001' });
  });

  test('when three thousand broken blobs come by remote desktop, then the tiles still come and all memory goes back', async () => {
    await pc.setTest('GENKAN-PC\\taro', ownSid, 'Accounts');
    await logonScreen('scenario logon', `users ${ownSid}=taro`);
    const fuzzed = await screen.do('fuzz-serialization GENKAN-PC\\taro 3000', 60_000);
    expect(fuzzed).toMatchObject({ rounds: 3_000, counted: 300, tilesCame: true });
    // Some still name the account and bring a password: else nothing but refusals was tried.
    expect(Number(fuzzed['taken'])).toBeGreaterThan(0);
    expect(Number(fuzzed['placed'])).toBeGreaterThan(0);
    expect(await screen.do('unload')).toMatchObject({ referencesHeld: 0, unloaded: true });
  });

  test('when it is drawn for the first time, then nobody waits for it', async () => {
    await logonScreen('scenario logon', `users ${ownSid}=taro`);
    const painted = await screen.do('paint 20', 60_000);
    console.log(`first paint: p50 ${painted['p50Microseconds']} µs, max ${painted['maxMicroseconds']} µs`);
    expect(Number(painted['p50Microseconds'])).toBeLessThan(250_000);
  });
});

describe('one try at a time', () => {
  test('when nothing was typed, then nothing is tried', async () => {
    await tile();
    expect(await screen.do('submit')).toMatchObject({ response: 'not-finished', icon: 'warning', blobBytes: 0 });
  });

  test('when Windows refuses the password, then one text says so and the tile is empty again', async () => {
    await tile('set password wrong', 'submit');
    expect(await screen.do(`report ${wrongPassword}`)).toMatchObject({ text: 'サインインできませんでした。入力内容を確認して、もう一度お試しください。', icon: 'error' });
    expect(await screen.do('view')).toMatchObject({ passwordLength: 0 });
    expect(await screen.do('submit')).toMatchObject({ response: 'not-finished', blobBytes: 0 });
  });

  test('when somebody types before clicking the tile, then the text stays and is submitted once', async () => {
    await logonScreen('scenario logon', `users ${ownSid}=taro ${guestSid}=guest`, 'count', 'show 0', 'set password typed at once');
    expect(await screen.do('select 0')).toMatchObject({ result: '00000000', automatic: false });
    expect(await screen.do('view')).toMatchObject({ passwordLength: 13 });
    expect(await screen.do('submit')).toMatchObject({ response: 'credential' });
    expect(await screen.do('blob')).toMatchObject({ ...packedLogon, user: 'taro', password: 'typed at once' });
    expect(await screen.do('submit')).toMatchObject({ response: 'not-finished', blobBytes: 0 });
  });

  test.each([
    ['the tile is left again', ['deselect', 'select 0']],
    ['another tile is chosen', ['deselect', 'select 1']],
    ['another tile is chosen and left for the first', ['select 1', 'deselect', 'select 0']],
  ])('when somebody types before clicking and %s, then nothing is carried over', async (_, steps) => {
    await logonScreen('scenario logon', `users ${ownSid}=taro ${guestSid}=guest`, 'count', 'show 0', 'set password CANARY', ...steps);
    expect(await screen.do('view')).toMatchObject({ passwordLength: 0 });
    expect(await screen.do('submit')).toMatchObject({ response: 'not-finished', blobBytes: 0 });
  });

  test('when another tile is chosen, then what was typed is gone', async () => {
    await tile('set password CANARY', 'deselect', 'select 1', 'deselect', 'select 0');
    expect(await screen.do('view')).toMatchObject({ passwordLength: 0 });
    expect(await screen.do('submit')).toMatchObject({ response: 'not-finished', blobBytes: 0 });
  });

  test('when the session is locked, then its owner\'s tile comes first and Windows is told to unlock', async () => {
    await pc.setTest('LockedSid', ownSid);
    await logonScreen('scenario unlock', `users ${guestSid}=guest ${ownSid}=taro`);
    const { default: chosen, sids } = await screen.do('count');
    expect(String(sids).split(' ')[Number(chosen)]).toBe(ownSid);
    await screen.do(`select ${chosen}`);
    await screen.do('set password p w');
    expect(await screen.do('submit')).toMatchObject({ response: 'credential' });
    expect(await screen.do('blob')).toMatchObject({ ...packedLogon, messageType: kerb.workstationUnlock, user: 'taro', password: 'p w' });
    await pc.setTest('LockedSid', '');
  });

  test('when the password must be changed, then the tile asks for a new one twice, changes it and signs in with it', async () => {
    await tile('set password old', 'submit');
    await screen.do(`report ${mustChange}`);
    expect((await screen.do('view'))['shown']).toContain('password newPassword newPasswordAgain');
    for (const [field, text] of [['password', 'old'], ['newPassword', 'new one'], ['newPasswordAgain', 'another']] as const) await screen.do(`set ${field} ${text}`);
    expect(await screen.do('submit')).toMatchObject({ response: 'not-finished', blobBytes: 0 });
    for (const [field, text] of [['password', 'old'], ['newPassword', 'new one'], ['newPasswordAgain', 'new one']] as const) await screen.do(`set ${field} ${text}`);
    expect(await screen.do('submit')).toMatchObject({ response: 'credential' });
    expect(await screen.do('blob')).toMatchObject({ structure: 'KERB_CHANGEPASSWORD_REQUEST', package: packageOfTests, ours: true, wellFormed: true, user: 'taro', oldPassword: 'old', newPassword: 'new one' });
  });

  test('when a remote desktop brings name and password while logons are enforced, then the tile takes them over', async () => {
    await guard('Enforce', 1);
    await pc.setTest('Remote', 1);
    await pc.setTest('taro', ownSid, 'Accounts');
    await logonScreen('scenario logon');
    expect(await screen.do('remote taro p w')).toMatchObject({ updated: '00000000', takenOver: true });
    await screen.do('users null');
    const { default: chosen, automatic } = await screen.do('count');
    expect({ chosen, automatic }).toEqual({ chosen: expect.any(Number), automatic: true });
    await screen.do(`select ${chosen}`);
    expect(await screen.do('submit')).toMatchObject({ response: 'credential' });
    expect(await screen.do('blob')).toMatchObject({ ...packedLogon, user: 'taro', password: 'p w' });
    await pc.setTest('Remote', 0);
    await guard('Enforce', 0);
  });
});

describe('the tiles of Windows are hidden only while all is well', () => {
  const shownCount = async (): Promise<unknown> => {
    await screen?.close();
    await logonScreen();
    return (await screen.do('filter logon'))['shownCount'];
  };

  beforeAll(() => guard('Enforce', 1));
  afterAll(() => guard('Enforce', 0));

  test('when policy, heartbeat, self-test and crash counter agree, then only ours is shown', async () => {
    await eventually(async () => expect(await pc.status()).toMatchObject({ enforce: true, selfTestPassed: true, crashCount: 0 }));
    expect(await shownCount()).toBe(1);
    expect(await screen.do('filter unlock')).toMatchObject({ shown: ours });
    expect(await screen.do('filter credui')).toMatchObject({ shownCount: 5 });
    expect(await screen.do('filter change')).toMatchObject({ shownCount: 5 });
    // Somebody took our provider away: hiding the others would leave nobody a way in.
    expect(await screen.do('filter logon {60B78E88-EAD8-445C-9CFD-0B87F74EA6CD}')).toMatchObject({ shownCount: 1 });
  });

  test('when the clock of the PC is set, then both clocks are told at once and not with the next heartbeat', async () => {
    const heartbeat = (): string => pc.text(`${data}\\heartbeat`);
    const before = heartbeat();
    await pc.control(controlLine('clockSet'));
    await eventually(() => expect(heartbeat()).not.toBe(before), { withinMs: 2_000 });
  });

  test('when one of them does not, then all are shown', async () => {
    await guard('Enforce', 0);
    expect(await shownCount()).toBe(5);
    await guard('Enforce', 1);
    await guard('SelfTestPassed', 0);
    expect(await shownCount()).toBe(5);
    await guard('SelfTestPassed', 1);
    await guard('CrashCount', 2);
    expect(await shownCount()).toBe(5);
    await guard('CrashCount', 0);
    const heartbeat = pc.wine.path(`${data}\\heartbeat`);
    const old = Date.now() / 1_000 - 150;
    utimesSync(heartbeat, old, old);
    expect(await shownCount()).toBe(5);
    utimesSync(heartbeat, Date.now() / 1_000, Date.now() / 1_000);
    expect(await shownCount()).toBe(1);
  });

  test('when the provider brings LogonUI down twice, then Windows shows its own tiles again', async () => {
    for (let times = 0; times < 2; times += 1) {
      const crashing = await openLogonScreen(pc.wine);
      for (const command of ['scenario logon', `users ${ownSid}=taro`, 'count', 'select 0', 'set password x', 'submit', 'crash']) await crashing.do(command);
      // The tile clears its fields, and the process ends while it does.
      expect(await crashing.endsAt(`report ${wrongPassword}`)).toBe(5);
    }
    await tile();
    expect(await screen.do('filter logon')).toMatchObject({ shownCount: 5 });
    expect(await pc.status()).toMatchObject({ crashCount: 2 });
    // A good logon clears it.
    await screen.do('set password right');
    await screen.do('submit');
    await screen.do(`report ${loggedOn}`);
    await eventually(async () => expect(await pc.status()).toMatchObject({ crashCount: 0 }));
  });
});
