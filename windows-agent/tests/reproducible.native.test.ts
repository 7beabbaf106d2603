import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { output, root, windowsAgent } from '@genkan/windows-build';

jest.setTimeout(300_000);

const execute = promisify(execFile);
/** No signature: it carries its own time, and a key that only its owner has. */
const unsigned = { GENKAN_SIGN_COMMAND: '/bin/true' };

const build = async (env: Record<string, string>, ...targets: string[]): Promise<void> =>
  void (await execute(process.execPath, ['--disable-warning=ExperimentalWarning', join(windowsAgent, 'build', 'main.ts'), ...targets], { cwd: root, env: { ...process.env, ...unsigned, ...env } }));

const digest = async (file: string): Promise<string> => createHash('sha256').update(await readFile(file)).digest('hex');

let folders: string[];
beforeAll(async () => void (folders = await Promise.all([mkdtemp(join(tmpdir(), 'genkan-build-a-')), mkdtemp(join(tmpdir(), 'genkan-build-elsewhere-'))])));
afterAll(async () => void (await Promise.all((folders ?? []).map((folder) => rm(folder, { recursive: true, force: true })))));

describe('two builds of the same sources', () => {
  test('when programs are built anew in another folder, then native ones and the agent have the very same bytes', async () => {
    const [elsewhere] = folders;
    await build({ GENKAN_BUILD_FOLDER: elsewhere! }, 'console', 'agent');
    for (const name of ['genkan-console.exe', 'genkan-agent.exe']) {
      expect({ name, digest: await digest(join(elsewhere!, 'windows', name)) }).toEqual({ name, digest: await digest(join(output, name)) });
    }
  });

  test('when a set-up is made twice without signatures, then it has the same bytes too', async () => {
    const digests: string[] = [];
    for (const folder of folders) {
      await build({ GENKAN_BUILD_FOLDER: folder }, 'broken');
      digests.push(await digest(join(folder, 'windows', 'test', 'BrokenSetup.exe')));
    }
    expect(digests[0]).toBe(digests[1]);
  });
});
