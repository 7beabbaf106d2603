import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { eventually } from '@genkan/test-kit';
import { data, type InstalledPc, newPc } from './support/installed-pc.ts';

jest.setTimeout(120_000);

const server = 'https://gateway.example.jp';
/** Wine gives every file to its one user; the test build takes what is named here for this person's. */
const person = 'S-1-5-21-1-2-3-1001';
const belongsTo = (path: string): Promise<void> => pc.setTest(path, person, 'Owners');
const belongsToNobodyElse = (path: string) => pc.wine.run('reg', ['delete', 'HKLM\\Software\\Genkan\\Test\\Owners', '/v', path, '/f']);
const stateOfService = async (): Promise<string> => (await pc.wine.run('sc', ['query', 'GenkanHost'])).output;
const unsafe = /the data folder is not safe: .*belongs to somebody/;

let pc: InstalledPc;
beforeAll(async () => {
  pc = await newPc();
  await pc.setTest('FakePackage', 1);
});
afterAll(() => pc?.wine.remove());

describe('a data folder that is somebody else\'s', () => {
  test('when it was there before the installation with a file of a person in it, then it is moved away whole and a new one is made', async () => {
    mkdirSync(pc.wine.path(`${data}\\passwords`), { recursive: true });
    writeFileSync(pc.wine.path(`${data}\\passwords\\planted.bin`), 'planted');
    writeFileSync(pc.wine.path(`${data}\\server-ca.pem`), 'planted');
    await belongsTo(`${data}\\passwords\\planted.bin`);
    expect((await pc.setup(`/SERVER=${server}`, '/ENROLMENTTOKEN=CANARY-ENROLMENT-TOKEN', '/AUTH=0')).code).toBe(0);
    await eventually(async () => expect(await pc.status()).toMatchObject({ service: 'running' }));
    expect(existsSync(pc.wine.path(`${data}\\server-ca.pem`))).toBe(false);
    const moved = readdirSync(pc.wine.path('C:\\ProgramData')).filter((name) => name.startsWith('Genkan.moved-'));
    expect(moved).toHaveLength(1);
    expect(pc.text(`C:\\ProgramData\\${moved[0]}\\passwords\\planted.bin`)).toBe('planted');
  });

  test.each([data, `${data}\\agent.json`])('when %s belongs to a person afterwards, then nothing runs from it, and Windows\' own tiles come back', async (path) => {
    expect((await pc.host('stop')).code).toBe(0);
    await belongsTo(path);
    await pc.wine.run('reg', ['add', 'HKLM\\Software\\Genkan\\Guard', '/v', 'Enforce', '/t', 'REG_DWORD', '/d', '1', '/f']);
    const settings = pc.text(`${data}\\agent.json`);
    const logged = pc.log('host');
    expect((await pc.host('start')).code).toBe(1);
    expect(await stateOfService()).toMatch(/STOPPED[\s\S]*1066[\s\S]*SERVICE_EXIT_CODE\s*:\s*1\b/);
    expect(await pc.status()).toMatchObject({ service: 'stopped', agent: 'away', enforce: false });
    expect(pc.log('host')).toBe(logged);
    expect(await pc.host('configure', '--proxy', 'none')).toMatchObject({ code: 1, output: expect.stringMatching(unsafe) });
    expect(pc.text(`${data}\\agent.json`)).toBe(settings);
    expect(await pc.host('self-test')).toMatchObject({ code: 1, output: expect.stringContaining('FAILED data folder') });
    await belongsToNobodyElse(path);
    expect((await pc.host('start')).code).toBe(0);
  });

  test('when a link lies in it, then nothing runs from it either', async () => {
    expect((await pc.host('stop')).code).toBe(0);
    mkdirSync(pc.wine.path('C:\\elsewhere'));
    symlinkSync('../../elsewhere', pc.wine.path(`${data}\\link`));
    expect(await pc.host('configure', '--proxy', 'none')).toMatchObject({ code: 1, output: expect.stringContaining('is a link') });
    expect((await pc.host('start')).code).toBe(1);
    rmSync(pc.wine.path(`${data}\\link`));
    expect((await pc.host('start')).code).toBe(0);
  });
});
