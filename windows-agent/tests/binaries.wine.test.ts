import { mkdtempSync, writeFileSync } from 'node:fs';
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createSigner, osslsigncode, output, productVersion, providerDll, run, testOutput, work } from '@genkan/windows-build';
import { windowsPath } from './support/harness.ts';
import { startWine, type Wine } from './support/wine.ts';

jest.setTimeout(120_000);

let folder: string;
let wine: Wine;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'genkan-binaries-'));
  wine = await startWine();
});
afterAll(async () => {
  await wine?.remove();
  await rm(folder, { recursive: true, force: true });
});

const verify = async (file: string): Promise<boolean> => {
  const { authority } = await createSigner();
  const said = await run(await osslsigncode(), ['verify', '-CAfile', authority!, '-in', file]).catch((error: Error) => error.message);
  return /Succeeded/.test(said) && !/MISMATCH|Failed/.test(said);
};

describe('signatures', () => {
  const payload = join(work, `payload-test-${productVersion()}`);
  const signed = [join(testOutput, 'GenkanSetupX64.exe'), ...['genkan-host.exe', 'genkan-agent.exe', 'genkan-console.exe', providerDll()].map((name) => join(payload, name))];

  test.each(signed)('when %s is verified, then it is good; when one byte is changed, then that is seen', async (file) => {
    expect(await verify(file)).toBe(true);
    const changed = join(folder, 'changed.exe');
    await copyFile(file, changed);
    const bytes = await readFile(changed);
    bytes[Math.floor(bytes.length / 2)]! ^= 1;
    await writeFile(changed, bytes);
    expect(await verify(changed)).toBe(false);
  });
});

describe('the agent as a program', () => {
  const agent = windowsPath(join(output, 'genkan-agent.exe'));

  test('when the environment names options for Node, then the agent does not obey them', async () => {
    const evil = join(folder, 'evil.js');
    writeFileSync(evil, `require('fs').writeFileSync(${JSON.stringify(windowsPath(join(folder, 'obeyed')))}, '')`);
    const started = await wine.run(agent, [], { env: { NODE_OPTIONS: `--require ${windowsPath(evil)}`.replaceAll('\\', '/') } });
    await expect(readFile(join(folder, 'obeyed'))).rejects.toThrow();
    expect(started).toMatchObject({ code: 78, output: expect.stringContaining('Give the configuration file') });
  });

  test('when options for Node stand on the command line, then they are not taken for options either', async () => {
    const { code, output: said } = await wine.run(agent, ['--eval', 'console.log("obeyed")']);
    expect(code).not.toBe(0);
    expect(said).not.toMatch(/^obeyed/m);
  });

  test('when somebody looks at its properties, then they name Genkan and its version', async () => {
    const bytes = await readFile(join(output, 'genkan-agent.exe'));
    for (const text of ['Genkan agent', productVersion()]) expect(bytes.includes(Buffer.from(text, 'utf16le'))).toBe(true);
  });
});
