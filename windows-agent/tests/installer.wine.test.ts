import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { eventually } from '@genkan/test-kit';
import { testOutput } from '@genkan/windows-build';
import { startWine, type Wine, type WineResult } from './support/wine.ts';

jest.setTimeout(180_000);

const programs = 'C:\\Program Files\\Genkan';
const data = 'C:\\ProgramData\\Genkan';
const token = 'CANARY-ENROLMENT-TOKEN';
const server = 'https://gateway.example.jp:8443/genkan';

let wine: Wine;
beforeAll(async () => void (wine = await startWine()));
afterAll(() => wine?.remove());

const setup = (...args: string[]): Promise<WineResult> => wine.run(`Z:${join(testOutput, 'GenkanSetupX64.exe').replaceAll('/', '\\')}`, ['/S', ...args], { withinMs: 120_000 });
const host = async (...args: string[]): Promise<string> => (await wine.run(`${programs}\\genkan-host.exe`, args)).output;
const status = async (): Promise<Record<string, unknown>> => JSON.parse(await host('status')) as Record<string, unknown>;
const files = (folder: string): string[] => (existsSync(wine.path(folder)) ? readdirSync(wine.path(folder)) : []);
const registry = async (): Promise<string> => (await wine.run('reg', ['query', 'HKLM\\Software\\Genkan', '/s'])).output;
const settings = (): unknown => JSON.parse(readFileSync(wine.path(`${data}\\agent.json`), 'utf8'));
const provider = (): string | undefined => files(programs).find((name) => name.endsWith('.dll'));

describe('the silent set-up, in the order of a PC\'s life', () => {
  test('when parameters are missing or wrong, then it ends with 2 and nothing is installed', async () => {
    expect((await setup()).code).toBe(2);
    expect((await setup(`/SERVER=${server}`)).code).toBe(2);
    expect((await setup('/SERVER=http://gateway.example.jp', `/ENROLMENTTOKEN=${token}`)).code).toBe(2);
    expect((await setup(`/SERVER=${server}`, `/ENROLMENTTOKEN=${token}`, '/AUTH=yes')).code).toBe(2);
    expect(files(programs)).toEqual([]);
    expect(files(data)).toEqual([]);
  });

  test('when the settings are refused, then everything is undone', async () => {
    expect((await setup(`/SERVER=${server}/a b`, `/ENROLMENTTOKEN=${token}`, '/AUTH=0')).code).toBe(3);
    expect(files(programs)).toEqual([]);
    expect(files(data)).toEqual([]);
    expect((await wine.run('sc', ['query', 'GenkanHost'])).output).not.toContain('RUNNING');
  });

  test('when it is installed without authentication, then service and agent run and no provider is there', async () => {
    expect((await setup(`/SERVER=${server}`, `/ENROLMENTTOKEN=${token}`, '/AUTH=0')).code).toBe(0);
    await eventually(async () => expect(await status()).toMatchObject({ service: 'running', agent: 'ready' }), { withinMs: 20_000 });
    expect(settings()).toMatchObject({ server });
    expect(provider()).toBeUndefined();
    expect(await registry()).not.toContain(token);
  });

  test('when the provider cannot prove itself, then the set-up undoes itself and the PC is as before', async () => {
    // Without the fake package wine has no Negotiate, so that the new DLL fails its self-test.
    expect((await setup('/AUTH=1')).code).toBe(3);
    expect(provider()).toBeUndefined();
    expect(settings()).toMatchObject({ server });
    await eventually(async () => expect(await status()).toMatchObject({ service: 'running', agent: 'ready' }), { withinMs: 20_000 });
  });

  test('when it is run again with authentication, then the provider is registered and the settings stay', async () => {
    await wine.run('reg', ['add', 'HKLM\\Software\\Genkan\\Test', '/v', 'FakePackage', '/t', 'REG_DWORD', '/d', '1', '/f']);
    expect((await setup('/AUTH=1')).code).toBe(0);
    expect(provider()).toBeDefined();
    expect(await registry()).toContain(provider());
    expect(settings()).toMatchObject({ server });
    await eventually(async () => expect(await status()).toMatchObject({ service: 'running', agent: 'ready', selfTestPassed: true }), { withinMs: 20_000 });
  });

  test('when it is uninstalled, then no file, key or service is left', async () => {
    await wine.run(`${programs}\\uninstall.exe`, ['/S'], { withinMs: 120_000 });
    // The uninstaller goes on as a copy of itself; before anything else it tries to send what is unsent.
    await eventually(async () => expect(files(programs)).toEqual([]), { withinMs: 60_000 });
    expect(files(data)).toEqual([]);
    expect(await registry()).not.toContain('Genkan\\');
    expect((await wine.run('sc', ['query', 'GenkanHost'])).output).not.toContain('RUNNING');
    const keys = (await wine.run('reg', ['query', 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Authentication', '/s'])).output;
    expect(keys).not.toContain('7C1B5E0A-6F5D-4D0B-9C39-2B7A4B0E61A');
  });
});
