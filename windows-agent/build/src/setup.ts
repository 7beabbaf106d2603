import { copyFile, mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { filesIn, whenChanged } from './fresh.ts';
import { providerDll } from './native.ts';
import { output, root, testOutput, windowsAgent, work } from './places.ts';
import { makensis } from './programs.ts';
import { run } from './run.ts';
import { createSigner } from './sign.ts';
import { thirdParty } from './third-party.ts';
import { productVersion, sourceDateEpoch } from './version.ts';

const installer = join(windowsAgent, 'installer');

interface Payload {
  readonly program: string;
  readonly name: string;
}

const payloadOf = (kind: 'release' | 'test' | 'broken', from: string): Payload[] => {
  const names = ['genkan-host.exe', 'genkan-agent.exe', 'genkan-console.exe', providerDll()];
  if (kind === 'broken') return names.map((name) => ({ name, program: join(from, 'broken-host.exe') }));
  return names.map((name) => ({ name, program: join(name === 'genkan-agent.exe' ? output : from, name) }));
};

/**
 * The installer. `release` packs the delivered programs (LZMA); `test` the ones with test controls (zlib, quick), which
 * never leave this folder, `broken` a version that does not start. Signed inside out: programs first, the uninstaller by makensis, the set-up itself last.
 */
export const buildSetup = async (kind: 'release' | 'test' | 'broken'): Promise<string> => {
  const from = kind === 'release' ? output : testOutput;
  const setup = join(from, kind === 'broken' ? 'BrokenSetup.exe' : 'GenkanSetupX64.exe');
  const payload = join(work, `payload-${kind}-${productVersion()}`);
  const programs = payloadOf(kind, from);
  const licence = join(root, 'LICENSE');
  const notices = await thirdParty();
  const signer = await createSigner();
  const compression = kind === 'release' ? 'lzma' : 'zlib';
  const words = [productVersion(), signer.name, compression, 'setup 1'];
  const made = await whenChanged(setup, [...programs.map(({ program }) => program), licence, notices, ...(await filesIn(installer, ['.nsi', '.nsh', '.html']))], words, async () => {
    await rm(payload, { recursive: true, force: true });
    await mkdir(payload, { recursive: true });
    for (const { program, name } of programs) {
      const copy = join(payload, name);
      await copyFile(program, copy);
      await signer.sign(copy);
    }
    await copyFile(licence, join(payload, 'LICENSE.txt'));
    await copyFile(notices, join(payload, 'THIRD-PARTY.txt'));
    const defines = { VERSION: productVersion(), PAYLOAD: payload, TEXTS: join(installer, 'pages'), OUT: setup, COMPRESSION: compression, SIGN: signer.forNsis };
    const args = Object.entries(defines).map(([name, value]) => `-D${name}=${value}`);
    await run(await makensis(), ['-V2', '-WX', '-INPUTCHARSET', 'UTF8', ...args, join(installer, 'setup.nsi')], { env: { SOURCE_DATE_EPOCH: sourceDateEpoch() } });
    await signer.sign(setup);
  });
  if (made) console.log(`  ${basename(setup)} (${kind})`);
  return setup;
};
