import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bin, root, runProgram } from './run-program.ts';
import { nothing, oneFailed, sum, type Tally } from './tally.ts';

interface JestSummary {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numRuntimeErrorTestSuites: number;
}

export interface JestOptions {
  /** Regular expression of the paths of the test files. */
  readonly pattern: string;
  readonly ignore?: readonly string[];
  readonly node?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly withinMinutes: number;
}

const tallyOf = (summary: JestSummary): Tally => ({
  passed: summary.numPassedTests,
  // A file that could not run has no tests to count.
  failed: summary.numFailedTests + summary.numRuntimeErrorTestSuites,
  skipped: summary.numPendingTests + summary.numTodoTests,
});

/** Runs jest over the files of one level. */
export const runJest = async (options: JestOptions): Promise<Tally> => {
  const folder = await mkdtemp(join(tmpdir(), 'genkan-jest-'));
  const summaryFile = join(folder, 'summary.json');
  const ignore = ['/node_modules/', '<rootDir>/admin-web/', ...(options.ignore ?? [])];
  try {
    const { ok } = await runProgram(
      options.node ?? bin('node'),
      [
        '--experimental-vm-modules',
        '--disable-warning=ExperimentalWarning',
        join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
        '--config=jest.config.mjs',
        '--passWithNoTests',
        '--json',
        `--outputFile=${summaryFile}`,
        // Before the options that take lists: those would take a name that follows them.
        ...(options.args ?? []),
        '--reporters=default',
        ...ignore.map((path) => `--testPathIgnorePatterns=${path}`),
        `--testRegex=${options.pattern}`,
      ],
      { show: true, withinMinutes: options.withinMinutes, ...(options.env === undefined ? {} : { env: options.env }) },
    );
    if (!existsSync(summaryFile)) return oneFailed;
    const tally = tallyOf(JSON.parse(await readFile(summaryFile, 'utf8')) as JestSummary);
    return sum([tally, !ok && tally.failed === 0 ? oneFailed : nothing]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
