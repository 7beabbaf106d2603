import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { filesIn, whenChanged } from './fresh.ts';
import { output, testOutput, windowsAgent, work } from './places.ts';
import { compiler, resourceCompiler } from './programs.ts';
import { inParallel, run } from './run.ts';
import { productVersion } from './version.ts';

/** One program or library in C++. */
export interface NativeTarget {
  readonly name: string;
  readonly file: string;
  /** Folders below windows-agent whose sources belong to it. */
  readonly folders: readonly string[];
  readonly libraries: readonly string[];
  readonly flags: readonly string[];
  /** Export table of a library, below windows-agent. */
  readonly exports?: string;
}

const testControls = '-DGENKAN_TEST_CONTROLS';
const hostLibraries = ['advapi32', 'wtsapi32', 'crypt32', 'bcrypt', 'userenv', 'winhttp', 'netapi32', 'secur32', 'ole32', 'uuid', 'user32', 'shell32'];
const providerLibraries = ['ole32', 'uuid', 'secur32', 'advapi32', 'wtsapi32', 'gdi32', 'user32', 'shlwapi'];
const program = ['-municode'];
const windowed = ['-municode', '-mwindows'];
const library = ['-shared', '-fno-rtti'];

export const providerDll = (): string => `genkan-credential-provider-${productVersion()}.dll`;

/** What is built; a test build carries test controls and is never packaged. */
export const nativeTargets = (): readonly NativeTarget[] => {
  const host = { folders: ['wire', 'host'], libraries: hostLibraries };
  const dll = { folders: ['wire', 'credential-provider'], libraries: providerLibraries, exports: 'credential-provider/genkan-credential-provider.def' };
  const console = { folders: ['wire', 'console'], libraries: ['advapi32', 'credui', 'secur32', 'shell32', 'ole32', 'user32'] };
  return [
    { name: 'host', file: join(output, 'genkan-host.exe'), ...host, flags: program },
    { name: 'dll', file: join(output, providerDll()), ...dll, flags: library },
    { name: 'console', file: join(output, 'genkan-console.exe'), ...console, flags: windowed },
    { name: 'host-test', file: join(testOutput, 'genkan-host.exe'), ...host, flags: [...program, testControls] },
    { name: 'dll-test', file: join(testOutput, providerDll()), ...dll, flags: [...library, testControls] },
    { name: 'console-test', file: join(testOutput, 'genkan-console.exe'), ...console, flags: [...windowed, testControls] },
    { name: 'broken-host', file: join(testOutput, 'broken-host.exe'), folders: ['tests/broken-host'], libraries: [], flags: program },
    { name: 'send-control', file: join(testOutput, 'send-control.exe'), folders: ['tests/control'], libraries: ['advapi32', 'ntdll'], flags: program },
    { name: 'squatter', file: join(testOutput, 'squatter.exe'), folders: ['tests/squatter'], libraries: [], flags: program },
    { name: 'harness', file: join(testOutput, 'harness.exe'), folders: ['wire', 'tests/harness'], libraries: providerLibraries, flags: [...program, testControls] },
  ];
};

const commonFlags = [
  '-std=c++17', '-O2', '-Wall', '-Wextra', '-Werror', '-fstack-protector-strong', '-fno-ident', `-ffile-prefix-map=${windowsAgent}=.`,
  '-D_WIN32_WINNT=0x0A00', '-DUNICODE', '-D_UNICODE', '-DSECURITY_WIN32', `-I${windowsAgent}`,
];
// No time of the build in the file: equal sources give equal bytes. Static, so that no runtime has to be installed.
const linkFlags = ['-s', '-fstack-protector-strong', '-static', '-static-libgcc', '-static-libstdc++', '-Wl,--no-insert-timestamp', '-Wl,--dynamicbase', '-Wl,--high-entropy-va', '-Wl,--nxcompat'];

const isForTests = (file: string): boolean => /_test\.(cpp|h)$|\/fuzz\/|\/testing\//.test(file);

/** The version as a header that every source and resource sees. */
const versionHeader = async (): Promise<string> => {
  const file = join(work, 'include', `genkan_version_${productVersion()}.h`);
  const version = productVersion();
  await mkdir(join(work, 'include'), { recursive: true });
  await writeFile(file, `#define GENKAN_VERSION "${version}"\n#define GENKAN_VERSION_NUMBERS ${version.replaceAll('.', ',')},0\n`);
  return file;
};

const objectOf = (target: NativeTarget, source: string): string =>
  join(work, 'objects', `${target.name}-${productVersion()}`, `${relative(windowsAgent, source).replaceAll('/', '.')}.o`);

/**
 * Compiles a source, or takes the object of another target, build or version that came from the same text: most sources
 * know neither test controls nor version, and many belong to several programs.
 */
const compile = async (gxx: string, args: readonly string[], source: string, object: string): Promise<void> => {
  const preprocessed = await run(gxx, [...args, '-E', '-P', source]);
  const kept = join(work, 'objects', 'by-text', `${createHash('sha256').update(JSON.stringify(args.filter((arg) => !arg.startsWith('-D') && !arg.endsWith('.h')))).update(preprocessed).digest('hex')}.o`);
  if (!existsSync(kept)) {
    await mkdir(dirname(kept), { recursive: true });
    const arriving = `${kept}.${randomUUID()}`;
    await run(gxx, [...args, '-c', source, '-o', arriving]);
    await rename(arriving, kept);
  }
  await copyFile(kept, object);
};

export const buildNative = async (target: NativeTarget): Promise<void> => {
  const version = await versionHeader();
  const files = (await Promise.all(target.folders.map((folder) => filesIn(join(windowsAgent, folder), ['.cpp', '.h', '.rc', '.manifest', '.def', '.ico', '.mc', '.bin'])))).flat();
  const used = files.filter((file) => !isForTests(file));
  const headers = used.filter((file) => !/\.(cpp|rc)$/.test(file));
  const sources = used.filter((file) => /\.(cpp|rc)$/.test(file));
  if (!sources.some((file) => !file.includes('/wire/'))) throw new Error(`There are no sources of ${target.name}.`);
  const [gxx, windres] = await Promise.all([compiler(), resourceCompiler()]);
  const variant = target.flags.filter((flag) => flag.startsWith('-D') || flag === '-fno-rtti');

  const objects = await inParallel(sources, 2, async (source) => {
    const object = objectOf(target, source);
    const isResource = source.endsWith('.rc');
    const args = isResource
      ? ['--preprocessor-arg=-include', `--preprocessor-arg=${version}`, `-I${windowsAgent}`, `-I${join(source, '..')}`, '-O', 'coff', source, '-o', object]
      : [...commonFlags, ...variant, '-include', version];
    await whenChanged(object, [source, version, ...headers], args, async () => (isResource ? void (await run(windres, args)) : compile(gxx, args, source, object)));
    return object;
  });

  const exportTable = target.exports === undefined ? [] : [join(windowsAgent, target.exports)];
  const args = [...target.flags, ...linkFlags, ...objects, ...exportTable, '-o', target.file, ...target.libraries.map((name) => `-l${name}`)];
  if (await whenChanged(target.file, [...objects, ...exportTable], args, async () => void (await run(gxx, args)))) console.log(`  ${basename(target.file)} (${target.name})`);
};
