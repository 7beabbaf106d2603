import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { consoleFolder } from '@genkan/local-stack';
import { bin, root, runProgram } from './run-program.ts';
import { nothing, oneFailed, onePassed, sum, type Tally } from './tally.ts';

interface VitestSummary {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
}

const build = async (): Promise<Tally> => {
  try {
    await consoleFolder((line) => console.log(line));
    return onePassed;
  } catch (error) {
    console.log(error instanceof Error ? error.message : error);
    return oneFailed;
  }
};

const specs = async (): Promise<Tally> => {
  const folder = await mkdtemp(join(tmpdir(), 'genkan-web-'));
  const summaryFile = join(folder, 'summary.json');
  try {
    const { ok, output } = await runProgram(
      bin('node'),
      [join(root, 'node_modules/@angular/cli/bin/ng.js'), 'test', '--watch=false', '--reporters=default', '--reporters=json', `--output-file=${summaryFile}`],
      { cwd: join(root, 'admin-web'), env: { NG_CLI_ANALYTICS: 'false' } },
    );
    if (!ok) console.log(output);
    if (!existsSync(summaryFile)) return oneFailed;
    const summary = JSON.parse(await readFile(summaryFile, 'utf8')) as VitestSummary;
    const tally: Tally = {
      passed: summary.numPassedTests,
      failed: summary.numFailedTests,
      skipped: summary.numPendingTests + summary.numTodoTests,
    };
    return sum([tally, !ok && tally.failed === 0 ? oneFailed : nothing]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** The console builds (with strict templates) and its specs pass. */
export const web = async (): Promise<Tally> => sum([await build(), await specs()]);
