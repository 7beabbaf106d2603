import { bin, runProgram } from './run-program.ts';
import { runJest } from './jest.ts';
import { oneFailed, onePassed, sum, type Tally } from './tally.ts';

const script = async (args: readonly string[], withinMinutes: number): Promise<{ readonly ok: boolean; readonly output: string }> => {
  const result = await runProgram(bin('node'), ['--disable-warning=ExperimentalWarning', ...args], { withinMinutes });
  console.log(result.output.trimEnd());
  return result;
};

/** C++ unit tests with sanitizers and the fuzz loops; the program counts itself. */
const units = async (): Promise<Tally> => {
  const { output } = await script(['windows-agent/tests/native-units.ts'], 10);
  const counted = /(\d+) passed, (\d+) failed\s*$/.exec(output);
  return counted === null ? oneFailed : { passed: Number(counted[1]), failed: Number(counted[2]), skipped: 0 };
};

/** The Windows parts: built here, their rules tested natively, the delivered programs looked at. */
export const native = async (jestArgs: readonly string[]): Promise<Tally> => {
  const built = await script(['windows-agent/build/main.ts', 'host', 'dll', 'console', 'agent', 'harness'], 20);
  if (!built.ok) return oneFailed;
  return sum([
    onePassed,
    await units(),
    await runJest({ pattern: '/windows-agent/tests/.*\\.native\\.test\\.ts$', args: ['--runInBand', ...jestArgs], withinMinutes: 20 }),
  ]);
};

/** The installed programs under wine; run by name only, because wine takes its time to install. */
export const wine = async (jestArgs: readonly string[]): Promise<Tally> => {
  const built = await script(['windows-agent/build/main.ts', 'tests'], 20);
  if (!built.ok) return oneFailed;
  return runJest({ pattern: '/windows-agent/tests/.*\\.wine\\.test\\.ts$', args: ['--runInBand', ...jestArgs], withinMinutes: 20 });
};
