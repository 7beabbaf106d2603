import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readlink, symlink, unlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { type Log, step } from './log.ts';
import { cacheFolder } from './paths.ts';

const run = promisify(execFile);

export interface Command {
  readonly path: string;
  /** Additional environment without which an unpacked program does not find its libraries. */
  readonly env: Readonly<Record<string, string>>;
}

const onPath = (name: string): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));

const unpackedFolder = join(cacheFolder, 'debian');

const unpacked = async (name: string): Promise<Command | undefined> => {
  const jvms = join(unpackedFolder, 'usr/lib/jvm');
  const jvmBins = existsSync(jvms) ? (await readdir(jvms)).map((jvm) => `usr/lib/jvm/${jvm}/bin`) : [];
  const path = ['usr/bin', 'usr/sbin', 'usr/share/maven/bin', ...jvmBins]
    .map((folder) => join(unpackedFolder, folder, name))
    .find((candidate) => existsSync(candidate));
  if (path === undefined) return undefined;
  const libraries = ['usr/lib/x86_64-linux-gnu', 'lib/x86_64-linux-gnu', 'usr/lib/aarch64-linux-gnu'].map((folder) => join(unpackedFolder, folder));
  return { path, env: { LD_LIBRARY_PATH: libraries.join(':') } };
};

const aptInstall = async (packages: readonly string[]): Promise<void> => {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '-y', '--no-install-recommends', ...packages];
  await run('apt-get', install, { env, maxBuffer: 1 << 26 }).catch(async () => {
    // The list of packages may be too old or missing.
    await run('apt-get', ['update'], { env, maxBuffer: 1 << 26 });
    await run('apt-get', install, { env, maxBuffer: 1 << 26 });
  });
};

/** Links of packages name places of a whole system; here they must lead into the unpacked one. */
const relocateLinks = async (): Promise<void> => {
  for (const entry of await readdir(unpackedFolder, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) continue;
    const link = join(entry.parentPath, entry.name);
    const target = await readlink(link);
    if (!target.startsWith('/') || !existsSync(join(unpackedFolder, target))) continue;
    await unlink(link);
    await symlink(join(unpackedFolder, target), link);
  }
};

const aptUnpack = async (packages: readonly string[]): Promise<void> => {
  const archives = join(cacheFolder, 'debian-archives');
  await mkdir(archives, { recursive: true });
  const listed = await run('apt-get', ['-o', 'Debug::NoLocking=1', 'install', '-y', '--no-install-recommends', '--print-uris', '-qq', ...packages], { maxBuffer: 1 << 26 });
  const names = listed.stdout
    .split('\n')
    .map((line) => /'\S+' ([^_\s]+)_/.exec(line)?.[1])
    .filter((name) => name !== undefined);
  await run('apt-get', ['download', ...names], { cwd: archives, maxBuffer: 1 << 26 });
  for (const archive of await readdir(archives)) await run('dpkg-deb', ['-x', join(archives, archive), unpackedFolder]);
  await relocateLinks();
};

const install = async (packages: readonly string[]): Promise<void> => {
  if (process.getuid?.() === 0) return aptInstall(packages);
  await mkdir(unpackedFolder, { recursive: true });
  await aptUnpack(packages);
  await writeFile(join(unpackedFolder, 'README'), 'Unpacked by tools/local-stack; safe to delete.\n');
};

/**
 * The program `name`, installed from Debian when it is missing: by apt-get as root, otherwise unpacked
 * below the cache folder.
 * @throws Error when it is still missing afterwards.
 */
export const debianCommand = async (name: string, packages: readonly string[], log: Log): Promise<Command> => {
  const find = async (): Promise<Command | undefined> => {
    const path = onPath(name);
    return path === undefined ? unpacked(name) : { path, env: {} };
  };
  const present = await find();
  if (present !== undefined) return present;
  await step(log, `Installing ${packages.join(', ')} from Debian`, () => install(packages));
  const installed = await find();
  if (installed === undefined) throw new Error(`The program ${name} is missing; install the Debian package ${packages.join(', ')}.`);
  return installed;
};

/**
 * The file `path` of a Debian package, for example a header; installed or unpacked when it is missing.
 * @throws Error when it is still missing afterwards.
 */
export const debianFile = async (path: string, packages: readonly string[], log: Log): Promise<string> => {
  const find = (): string | undefined => [path, join(unpackedFolder, path)].find((candidate) => existsSync(candidate));
  const present = find();
  if (present !== undefined) return present;
  await step(log, `Installing ${packages.join(', ')} from Debian`, () => install(packages));
  const installed = find();
  if (installed === undefined) throw new Error(`The file ${path} is missing; install the Debian package ${packages.join(', ')}.`);
  return installed;
};
