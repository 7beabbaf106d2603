import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createSigner, osslsigncode, output, productVersion, providerDll, run, work } from '@genkan/windows-build';
import { windowsPath } from './support/harness.ts';
import { type InstalledPc, newPc, prepareTests, programs } from './support/installed-pc.ts';

jest.setTimeout(240_000);

const setupFile = join(output, 'GenkanSetupX64.exe');
const payload = join(work, `payload-release-${productVersion()}`);
const packed = ['genkan-host.exe', 'genkan-agent.exe', 'genkan-console.exe', providerDll()];

let pc: InstalledPc;
beforeAll(async () => void (pc = await newPc()));
afterAll(() => pc?.wine.remove());

/** The digest that a signature covers: of the program without its signature, whoever signed it. */
const signedDigest = async (file: string): Promise<string> => {
  const said = await run(await osslsigncode(), ['verify', '-CAfile', (await createSigner()).authority!, '-in', file]);
  expect(said).toMatch(/Succeeded/);
  return /Calculated message digest\s*:\s*([0-9A-F]+)/i.exec(said)?.[1] ?? 'none';
};

describe('the set-up that is delivered', () => {
  test('when it was built, then it holds the delivered programs and not the ones with test controls', async () => {
    expect(await signedDigest(setupFile)).toMatch(/^[0-9A-F]{40,}$/i);
    for (const name of packed) {
      // Signing appends to a program and changes two fields of its header: the code in it stays.
      const [made, inSetup] = await Promise.all([readFile(join(output, name)), readFile(join(payload, name))]);
      const code = (bytes: Buffer): string => createHash('sha256').update(bytes.subarray(4_096, made.length)).digest('hex');
      expect({ name, code: code(inSetup) }).toEqual({ name, code: code(made) });
    }
  });

  test('when it is run where no file can belong to the administrators, as under wine, then it refuses and leaves nothing', async () => {
    // Orders of the tests, which the delivered host does not know: with them it would trust the owner and be installed.
    await prepareTests(pc);
    const { code } = await pc.wine.run(windowsPath(setupFile), ['/S', '/SERVER=https://127.0.0.1:9', '/ENROLMENTTOKEN=a-token-of-the-test', '/PROXY=none', '/AUTH=1'], { withinMs: 180_000 });
    expect(code).toBe(3);
    expect(existsSync(pc.wine.path(`${programs}\\genkan-host.exe`))).toBe(false);
    expect((await pc.wine.run('sc', ['query', 'GenkanHost'])).output).not.toContain('SERVICE_NAME');
    expect((await pc.wine.run('reg', ['query', 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Authentication', '/s'])).output).not.toMatch(/7C1B5E0A/i);
  });
});
