import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { filesIn, inParallel, run, whenChanged, windowsAgent, work } from '@genkan/windows-build';

/** The parts whose rules are portable C++; each has `portable.txt`, the sources that are tested outside Windows. */
const parts = ['wire', 'host', 'credential-provider'] as const;

const sanitized = ['-std=c++17', '-g', '-O1', '-Wall', '-Wextra', '-Werror', '-fsanitize=address,undefined', '-fno-sanitize-recover=all', `-I${windowsAgent}`];
const leaks = { ASAN_OPTIONS: 'detect_leaks=1', UBSAN_OPTIONS: 'print_stacktrace=1' };

export interface NativeTally {
  readonly passed: number;
  readonly failed: number;
  readonly output: string;
}

const portableSources = async (part: string): Promise<string[]> =>
  (await readFile(join(windowsAgent, part, 'portable.txt'), 'utf8')).split('\n').filter((line) => line.trim() !== '').map((line) => join(windowsAgent, part, line.trim()));

const isTest = async (file: string): Promise<boolean> => file.endsWith('_test.cpp') && (await readFile(file, 'utf8')).includes('wire/testing/check.h');

const linked = async (name: string, sources: readonly string[], flags: readonly string[]): Promise<string> => {
  const folder = join(work, 'native', name);
  await mkdir(folder, { recursive: true });
  const headers = (await Promise.all(parts.map((part) => filesIn(join(windowsAgent, part), ['.h'])))).flat();
  const objects = await inParallel(sources, 2, async (source) => {
    const object = join(folder, `${source.slice(windowsAgent.length + 1).replaceAll('/', '.')}.o`);
    await whenChanged(object, [source, ...headers], flags, async () => void (await run('g++', [...flags, '-c', source, '-o', object])));
    return object;
  });
  const program = join(folder, 'program');
  await whenChanged(program, objects, flags, async () => void (await run('g++', [...flags, ...objects, '-o', program])));
  return program;
};

/** Builds and runs the unit tests of one part, with the sanitizers for addresses, leaks and undefined behaviour. */
const testPart = async (part: string): Promise<NativeTally> => {
  const files = await filesIn(join(windowsAgent, part), ['_test.cpp']);
  const tests = (await Promise.all(files.map(async (file) => ((await isTest(file)) ? [file] : [])))).flat();
  if (tests.length === 0) return { passed: 0, failed: 0, output: '' };
  const program = await linked(part, [...tests, ...(await portableSources(part))], sanitized);
  const output = await run(program, [], { env: leaks }).catch((error: Error) => error.message);
  const counted = /(\d+) passed, (\d+) failed\s*$/.exec(output);
  if (counted === null) return { passed: 0, failed: 1, output };
  return { passed: Number(counted[1]), failed: Number(counted[2]), output };
};

/** Runs the unit tests of all parts, one part after the other. */
export const nativeUnits = async (): Promise<NativeTally> => {
  let total: NativeTally = { passed: 0, failed: 0, output: '' };
  for (const part of parts) {
    if (!existsSync(join(windowsAgent, part, 'portable.txt'))) continue;
    const one = await testPart(part);
    total = { passed: total.passed + one.passed, failed: total.failed + one.failed, output: one.failed > 0 ? `${total.output}${part}:\n${one.output}\n` : total.output };
  }
  return total.passed + total.failed > 0 ? total : { passed: 0, failed: 1, output: 'no unit tests were found' };
};

/** The loops over mutated input: a crash, a hang, a leak or undefined behaviour ends them with an error. */
export const fuzz = async (): Promise<NativeTally> => {
  const programs = (await Promise.all(parts.map(async (part) => {
    const folder = join(windowsAgent, part, 'fuzz');
    return existsSync(folder) ? (await filesIn(folder, ['.cpp'])).map((file) => ({ part, file })) : [];
  }))).flat();
  let total: NativeTally = { passed: 0, failed: 0, output: '' };
  for (const { part, file } of programs) {
    const name = `${part}-${file.split('/').at(-1)}`;
    // Fast enough for a million inputs: optimised, still with every check.
    const program = await linked(name, [file, ...(await portableSources(part))], sanitized.map((flag) => (flag === '-O1' ? '-O2' : flag)));
    const failure = await run(program, [], { env: leaks }).then(() => undefined, (error: Error) => error.message);
    total = failure === undefined ? { ...total, passed: total.passed + 1 } : { ...total, failed: total.failed + 1, output: `${total.output}${name}: ${failure}\n` };
  }
  return total;
};
