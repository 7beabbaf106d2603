import { bin, runProgram } from './run-program.ts';
import { runJest } from './jest.ts';
import { oneFailed, onePassed, sum, type Tally } from './tally.ts';

const script = async (args: readonly string[], withinMinutes: number, env: Readonly<Record<string, string>> = {}): Promise<{ readonly ok: boolean; readonly output: string }> => {
  const result = await runProgram(bin('node'), ['--disable-warning=ExperimentalWarning', ...args], { withinMinutes, env });
  console.log(result.output.trimEnd());
  return result;
};

/** C++ unit tests with sanitizers and the fuzz loops; the program counts itself. */
const units = async (): Promise<Tally> => {
  const { output } = await script(['windows-agent/tests/native-units.ts'], 10);
  const counted = /(\d+) passed, (\d+) failed\s*$/.exec(output);
  return counted === null ? oneFailed : { passed: Number(counted[1]), failed: Number(counted[2]), skipped: 0 };
};

const build = async (targets: readonly string[], version?: string): Promise<boolean> =>
  (await script(['windows-agent/build/main.ts', ...targets], 20, version === undefined ? {} : { GENKAN_BUILD_VERSION: version })).ok;

/** The Windows parts: built here, their rules tested natively, the delivered programs looked at. */
export const native = async (jestArgs: readonly string[]): Promise<Tally> => {
  if (!(await build(['host', 'dll', 'console', 'agent', 'harness']))) return oneFailed;
  return sum([
    onePassed,
    await units(),
    await runJest({ pattern: '/windows-agent/tests/.*\\.native\\.test\\.ts$', args: ['--runInBand', ...jestArgs], withinMinutes: 20 }),
  ]);
};

/** The installed programs under wine, with the whole stack behind them; an older and a broken version are for upgrades. */
export const wine = async (jestArgs: readonly string[]): Promise<Tally> => {
  const built = (await build(['tests', 'setup'])) && (await build(['older'], '0.0.9')) && (await build(['broken'], '0.9.0'));
  if (!built || !(await script(['windows-agent/tests/prepare-wine.ts'], 20)).ok) return oneFailed;
  return sum([onePassed, await runJest({ pattern: '/windows-agent/tests/.*\\.wine\\.test\\.ts$', args: ['--maxWorkers=2', ...jestArgs], withinMinutes: 20 })]);
};
