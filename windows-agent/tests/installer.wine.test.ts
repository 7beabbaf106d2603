import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { eventually } from '@genkan/test-kit';
import { productVersion, root } from '@genkan/windows-build';
import { windowsPath } from './support/harness.ts';
import { data, type InstalledPc, newPc, programs } from './support/installed-pc.ts';
import type { WineResult } from './support/wine.ts';

jest.setTimeout(180_000);

const token = 'CANARY-ENROLMENT-TOKEN';
/** A slash pair and a space of the installer's own parser's worst cases. */
const server = 'https://gateway.example.jp:8443/genkan';
const version = productVersion();
const [older, newer] = ['0.0.9', '0.9.0'];
const setupOf = (which: string, name = 'GenkanSetupX64.exe'): string => windowsPath(join(root, 'dist', `windows-${which}`, 'test', name));
const authentication = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Authentication';
const safeBoot = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\SafeBoot\\Minimal\\GenkanHost';

let pc: InstalledPc;
beforeAll(async () => {
  pc = await newPc();
  await pc.setTest('FakePackage', 1);
});
afterAll(() => pc?.wine.remove());

const silently = (program: string, ...args: string[]): Promise<WineResult> => pc.wine.run(program, ['/S', ...args], { withinMs: 120_000 });
const files = (folder: string): string[] => (existsSync(pc.wine.path(folder)) ? readdirSync(pc.wine.path(folder)).sort() : []);
const settings = (): unknown => JSON.parse(pc.text(`${data}\\agent.json`));
const query = async (key: string, ...more: string[]): Promise<string> => (await pc.wine.run('reg', ['query', key, ...more])).output;
const dlls = (): string[] => files(programs).filter((name) => name.endsWith('.dll'));
const dllOf = (which: string): string => `genkan-credential-provider-${which}.dll`;
const running = (more: object = {}): Promise<void> =>
  eventually(async () => expect(await pc.status()).toMatchObject({ service: 'running', agent: 'ready', ...more }), { withinMs: 30_000, everyMs: 100 });
const shortcuts = (): string[] => files('C:\\ProgramData\\Microsoft\\Windows\\Start Menu\\Programs').filter((name) => name.startsWith('Genkan'));

const nothingIsThere = async (): Promise<void> => {
  expect(files(programs)).toEqual([]);
  expect(files(data)).toEqual([]);
  expect(shortcuts()).toEqual([]);
  expect((await pc.wine.run('sc', ['query', 'GenkanHost'])).output).not.toContain('SERVICE_NAME');
  expect(await query(authentication, '/s')).not.toMatch(/7C1B5E0A/i);
  expect(await query('HKLM\\SOFTWARE\\Classes\\CLSID', '/s')).not.toMatch(/7C1B5E0A/i);
  expect(await query('HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall', '/s')).not.toContain('Genkan');
  expect(await query('HKLM\\SYSTEM\\CurrentControlSet\\Services', '/s')).not.toMatch(/\\Genkan/);
  expect(await query('HKLM\\SYSTEM\\CurrentControlSet\\Control\\SafeBoot', '/s')).not.toContain('GenkanHost');
  // Of what is left only the test's own orders.
  const left = (await query('HKLM\\Software\\Genkan', '/s')).split(/^HKEY_/m).filter((part) => part.includes('REG_') && !/\\Genkan\\Test/i.test(part));
  expect(left).toEqual([]);
};

/** Files with a token in them, except the one in which it waits for its use. */
const grepSecrets = (): string => {
  const places = [join(pc.wine.prefix, 'system.reg'), join(pc.wine.prefix, 'user.reg'), ...['C:\\users', 'C:\\ProgramData', 'C:\\windows\\temp'].map((path) => pc.wine.path(path))];
  try {
    return execFileSync('grep', ['-rlaE', '--exclude=enrolment-token', 'CANARY|C.A.N.A.R.Y', ...places], { encoding: 'utf8' });
  } catch {
    return '';
  }
};

describe('the silent set-up, in the order of a PC\'s life', () => {
  test('when parameters are missing or wrong, then it ends with 2 and nothing is installed', async () => {
    const wrong = [
      [],
      [`/SERVER=${server}`],
      [`/ENROLMENTTOKEN=${token}`],
      ['/SERVER=http://gateway.example.jp', `/ENROLMENTTOKEN=${token}`],
      [`/SERVER=${server}`, '/ENROLMENTTOKENFILE=C:\\missing.txt'],
      [`/SERVER=${server}`, `/ENROLMENTTOKEN=${token}`, '/CAFILE=C:\\missing.pem'],
      [`/SERVER=${server}`, `/ENROLMENTTOKEN=${token}`, '/AUTH=yes'],
      [`/SERVER=${server}`, `/ENROLMENTTOKEN=${token}`, '/SAFEMODE=2'],
      [`/SERVER=${server}`, `/ENROLMENTTOKEN=${token}`, '/LANG=fr'],
    ];
    for (const args of wrong) expect({ args, code: (await pc.setup(...args)).code }).toEqual({ args, code: 2 });
    await nothingIsThere();
  });

  test('when the settings are refused, then everything is undone', async () => {
    expect((await pc.setup(`/SERVER=${server}/a b`, `/ENROLMENTTOKEN=${token}`, '/AUTH=0')).code).toBe(3);
    await nothingIsThere();
  });

  test('when the service does not start on a PC without Genkan, then everything is undone', async () => {
    expect((await silently(setupOf(newer, 'BrokenSetup.exe'), `/SERVER=${server}`, `/ENROLMENTTOKEN=${token}`, '/AUTH=1')).code).toBe(3);
    expect(files(programs)).toEqual([]);
  });

  test('when an older version is installed without authentication, then service and agent run and no provider is there', async () => {
    await pc.setTest('FakePackage', 1);
    writeFileSync(pc.wine.path('C:\\token of this company.txt'), `${token}\r\n`);
    const code = (await silently(setupOf(older), `/SERVER=${server}`, '/ENROLMENTTOKENFILE=C:\\token of this company.txt', '/PROXY=http://proxy.example.jp:3128', '/AUTH=0', '/LANG=en')).code;
    expect(code).toBe(0);
    await running({ version: older });
    expect(settings()).toMatchObject({ server, proxy: 'http://proxy.example.jp:3128' });
    expect(pc.text(`${data}\\enrolment-token`).trim()).toBe(token);
    expect(dlls()).toEqual([]);
    expect(shortcuts()).toEqual(['Genkan Client Console.lnk']);
  });

  test('when it is run again with authentication, then the provider is registered and the settings stay', async () => {
    expect((await silently(setupOf(older), '/AUTH=1')).code).toBe(0);
    expect(dlls()).toEqual([dllOf(older)]);
    expect(await query('HKLM\\SOFTWARE\\Classes\\CLSID', '/s')).toContain(dllOf(older));
    await running({ selfTestPassed: true });
    expect(settings()).toMatchObject({ server, proxy: 'http://proxy.example.jp:3128' });
  });

  test('when a newer version is installed over it without a word, then settings and choices stay, and only its own files are there', async () => {
    expect((await pc.setup('/LANG=ja')).code).toBe(0);
    await running({ version, selfTestPassed: true });
    expect(settings()).toMatchObject({ server, proxy: 'http://proxy.example.jp:3128' });
    expect(dlls()).toEqual([dllOf(version)]);
    expect(files(programs)).not.toContain('previous');
    expect(await query('HKLM\\SOFTWARE\\Classes\\CLSID', '/s')).not.toContain(dllOf(older));
    expect(await query('HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Genkan')).toMatch(new RegExp(`DisplayVersion\\s+REG_SZ\\s+${version}`));
    expect(shortcuts()).toEqual(['Genkan クライアントコンソール.lnk']);
  });

  test('when the newest version does not start, then the version before runs again with everything it had', async () => {
    const before = files(programs);
    expect((await silently(setupOf(newer, 'BrokenSetup.exe'), '/PROXY=none')).code).toBe(3);
    expect(files(programs)).toEqual(before);
    expect(settings()).toMatchObject({ server, proxy: 'http://proxy.example.jp:3128' });
    expect(await query('HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Genkan')).toMatch(new RegExp(`DisplayVersion\\s+REG_SZ\\s+${version}`));
    expect(await query('HKLM\\SOFTWARE\\Classes\\CLSID', '/s')).toContain(dllOf(version));
    await running({ version, selfTestPassed: true });
  });

  test('when an older version is run, then it refuses with 7 and changes nothing', async () => {
    expect((await silently(setupOf(older), '/AUTH=0')).code).toBe(7);
    expect(dlls()).toEqual([dllOf(version)]);
    await running({ version });
  });

  test('when the provider cannot prove itself in a repair, then the one that was there goes on', async () => {
    await pc.setTest('FakePackage', 0);
    const before = files(programs);
    expect((await pc.setup()).code).toBe(3);
    expect(files(programs)).toEqual(before);
    await pc.setTest('FakePackage', 1);
    expect((await pc.setup()).code).toBe(0);
    expect(files(programs)).toEqual(before);
    await running({ selfTestPassed: true });
  });

  test('when safe mode is chosen, then it is registered, kept by a repair, and taken back alone', async () => {
    expect((await pc.setup('/SAFEMODE=1')).code).toBe(0);
    expect(await query(safeBoot)).toContain('Service');
    expect((await pc.setup()).code).toBe(0);
    expect(await query(safeBoot)).toContain('Service');
    expect((await pc.setup('/SAFEMODE=0')).code).toBe(0);
    expect(await query(safeBoot)).not.toContain('Service');
    // Somebody else's wish is not ours to undo.
    await pc.wine.run('reg', ['add', `${authentication}\\Credential Providers`, '/v', 'ProhibitFallbacks', '/t', 'REG_DWORD', '/d', '1', '/f']);
    expect((await pc.setup()).code).toBe(0);
    expect(await query(`${authentication}\\Credential Providers`)).toContain('ProhibitFallbacks');
  });

  test('when authentication is taken away, then the provider is gone and recording goes on', async () => {
    expect((await pc.setup('/AUTH=0')).code).toBe(0);
    expect(dlls()).toEqual([]);
    expect(await query(authentication, '/s')).not.toMatch(/7C1B5E0A/i);
    await running();
    expect((await pc.setup('/AUTH=1')).code).toBe(0);
    expect(dlls()).toEqual([dllOf(version)]);
  });

  test('when it has lived through all that, then no token is in the registry, a log or a temporary file', async () => {
    expect(await query('HKLM\\Software\\Genkan', '/s')).not.toContain('CANARY');
    expect(grepSecrets()).toBe('');
  });

  test('when it is uninstalled, then no file, key or service is left, and a log says what was done in which order', async () => {
    mkdirSync(pc.wine.path(`${data}\\passwords`), { recursive: true });
    writeFileSync(pc.wine.path(`${data}\\passwords\\S-1-5-21-1-2-3-1001.bin`), 'CANARY-KEPT-PASSWORD');
    await silently(`${programs}\\uninstall.exe`);
    // The uninstaller goes on as a copy of itself; before anything else it tries to send what is unsent.
    await eventually(() => expect(files(programs)).toEqual([]), { withinMs: 60_000 });
    await eventually(nothingIsThere, { withinMs: 10_000, everyMs: 500 });
    expect(await query(`${authentication}\\Credential Providers`)).toContain('ProhibitFallbacks');
    const log = execFileSync('find', [pc.wine.path('C:\\users'), '-name', 'GenkanUninstall.log', '-exec', 'cat', '{}', '+'], { encoding: 'utf8' });
    const steps = log.split('\n').map((line) => /^([a-z-]+)[^:]*: \d+ /.exec(line)?.[1]).filter((step) => step !== undefined);
    expect(steps).toEqual(['drain', 'unregister-provider', 'stop', 'uninstall', 'remove-data']);
    // No server answers here; a PC that never reaches its server again must be able to get rid of Genkan.
    expect(log).toMatch(/^drain --seconds 20: [13] /m);
    for (const step of steps.slice(1)) expect(log).toMatch(new RegExp(`^${step}[^:]*: 0 `, 'm'));
  });

  test('when all is over, then no token was left in the registry, a log or a temporary file', async () => {
    // Only an ended server has written its registry.
    await pc.wine.end();
    expect(grepSecrets()).toBe('');
    // The file that the administrator gave stays the administrator's.
    expect(readFileSync(pc.wine.path('C:\\token of this company.txt'), 'utf8')).toContain(token);
  });
});
