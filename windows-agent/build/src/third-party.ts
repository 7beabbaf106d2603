import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeVersion } from './node-runtime.ts';
import { root, work } from './places.ts';

/** Packages of npm that are in the agent's script or page. A test compares this list with what the bundler took in. */
export const bundledPackages = ['fflate', 'jose', 'uqr', 'zod'] as const;

const licenceOf = async (folder: string): Promise<string> => {
  const file = (await readdir(folder)).find((name) => /^licen[cs]e/i.test(name));
  if (file === undefined) throw new Error(`No licence in ${folder}.`);
  return readFile(join(folder, file), 'utf8');
};

const folderOf = (name: string): string => {
  const candidates = [join(root, 'windows-agent', 'agent', 'node_modules', name), join(root, 'node_modules', name)];
  const found = candidates.find((folder) => existsSync(join(folder, 'package.json')));
  if (found === undefined) throw new Error(`The package ${name} is not installed.`);
  return found;
};

/** THIRD-PARTY.txt: what is delivered beside our own code, with its licences. */
export const thirdParty = async (): Promise<string> => {
  const parts = [
    `Genkan contains the following works of others.\n`,
    `Node.js ${nodeVersion} (inside genkan-agent.exe): MIT licence and those of its parts, https://github.com/nodejs/node/blob/v${nodeVersion}/LICENSE\n`,
    'Runtime libraries of GCC and mingw-w64 (inside the native programs): GPL with the GCC Runtime Library Exception, and the mingw-w64 runtime licence.\n',
    'NSIS (set-up and uninstaller): zlib/libpng licence, https://nsis.sourceforge.io/License\n',
  ];
  for (const name of bundledPackages) {
    const folder = folderOf(name);
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
    parts.push(`---- ${name} ${version} ----\n${await licenceOf(folder)}`);
  }
  const file = join(work, 'THIRD-PARTY.txt');
  await mkdir(work, { recursive: true });
  await writeFile(file, parts.join('\n'));
  return file;
};
