import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

jest.setTimeout(240_000);

const repository = join(import.meta.dirname, '..', '..');
let folder: string;

/** One of the commands of the README, as a person types it. */
const command = (name: 'start' | 'stop', ...args: string[]): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [join(repository, 'tools', 'bootstrap.mjs'), name, ...args, '--data', folder], { timeout: 200_000 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr }),
    );
  });

interface StackFile {
  readonly gateway: string;
  readonly attendance: string;
  readonly mail: string;
  readonly operatorToken: string;
  readonly company: string;
  readonly administrators: readonly { account: string; password: string; level: string }[];
  readonly enrolmentToken: string;
}

const stackFile = async (): Promise<StackFile> => JSON.parse(await readFile(join(folder, 'stack.json'), 'utf8')) as StackFile;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'genkan-start-'));
});

afterAll(async () => {
  await command('stop');
  await rm(folder, { recursive: true, force: true });
});

describe('npm start and npm stop', () => {
  test('when it is started in the background, stopped and started again, then scripts find everything and the data is still there', async () => {
    const started = await command('start', '--background', '--pcs', '0');
    expect({ code: started.code, output: started.output }).toMatchObject({ code: 0 });
    const first = await stackFile();
    expect(Object.keys(first)).toEqual(
      expect.arrayContaining(['gateway', 'attendance', 'mail', 'kafka', 'mongodb', 'redis', 'operatorToken', 'company', 'administrators', 'enrolmentToken']),
    );
    expect(first.administrators.map(({ level }) => level).sort()).toEqual(['all-access', 'all-access', 'general', 'none']);
    for (const account of first.administrators) expect(started.output).toContain(account.account);
    const companies = await fetch(`${first.gateway}/api/operator/v1/companies`, { headers: { authorization: `Bearer ${first.operatorToken}` } });
    expect(await companies.json()).toMatchObject({ companies: [{ companyId: first.company }] });
    for (const address of [first.attendance, first.mail, first.gateway]) expect((await fetch(address)).status).toBeLessThan(400);

    expect((await command('stop')).code).toBe(0);
    await expect(fetch(first.gateway, { signal: AbortSignal.timeout(2_000) })).rejects.toThrow();

    const again = await command('start', '--background', '--pcs', '0');
    expect(again.code).toBe(0);
    const second = await stackFile();
    expect({ company: second.company, enrolmentToken: second.enrolmentToken, gateway: second.gateway }).toEqual({
      company: first.company,
      enrolmentToken: first.enrolmentToken,
      gateway: first.gateway,
    });
  });
});
