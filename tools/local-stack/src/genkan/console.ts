import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { glob, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { withLock } from '../lock.ts';
import { type Log, step } from '../log.ts';
import { cacheFolder, repositoryFolder } from '../paths.ts';

const run = promisify(execFile);
const sources = join(repositoryFolder, 'admin-web');

const digest = async (): Promise<string> => {
  const files: string[] = [];
  for await (const file of glob('{*.json,src/**/*,public/**/*}', { cwd: sources, withFileTypes: true })) {
    if (file.isFile()) files.push(join(file.parentPath, file.name));
  }
  const hash = createHash('sha256').update(await readFile(join(repositoryFolder, 'package-lock.json')));
  for (const file of files.sort()) hash.update(file.slice(sources.length)).update('\0').update(await readFile(file));
  return hash.digest('hex');
};

const builtFolder = async (): Promise<string | undefined> => {
  for await (const page of glob('dist/**/index.html', { cwd: sources })) return dirname(join(sources, page));
  return undefined;
};

const build = async (): Promise<void> => {
  const ng = join(repositoryFolder, 'node_modules', '@angular', 'cli', 'bin', 'ng.js');
  await run(process.execPath, [ng, 'build'], { cwd: sources, env: { ...process.env, NG_CLI_ANALYTICS: 'false' }, maxBuffer: 1 << 26 });
};

/**
 * The folder of the built console, built anew when its sources changed.
 * @throws Error with the compiler's output when it does not build
 */
export const consoleFolder = async (log: Log): Promise<string> => {
  const stamp = join(cacheFolder, 'admin-web.sha256');
  const isFresh = async (wanted: string): Promise<boolean> =>
    existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted && (await builtFolder()) !== undefined;
  const wanted = await digest();
  if (!(await isFresh(wanted))) {
    await mkdir(cacheFolder, { recursive: true });
    await withLock(join(cacheFolder, 'admin-web.lock'), async () => {
      if (await isFresh(wanted)) return;
      await step(log, 'Building the console (Angular)', build);
      await writeFile(stamp, wanted);
    });
  }
  const folder = await builtFolder();
  if (folder === undefined) throw new Error('The console was built, but no index.html is in admin-web/dist.');
  return folder;
};
