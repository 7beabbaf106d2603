import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rounded } from './measure.ts';

const bootstrap = join(import.meta.dirname, '..', '..', 'tools', 'bootstrap.mjs');

/** `npm start -- --background` with no data, and again with it; packages and jars are there already. */
export const benchStart = (): void => {
  const folder = mkdtempSync(join(tmpdir(), 'genkan-bench-start-'));
  const run = (name: 'start' | 'stop', ...args: string[]): number => {
    const begun = performance.now();
    execFileSync(process.execPath, [bootstrap, name, ...args, '--data', folder], { stdio: 'ignore' });
    return (performance.now() - begun) / 1000;
  };
  try {
    const first = run('start', '--background', '--pcs', '0');
    run('stop');
    const again = run('start', '--background', '--pcs', '0');
    run('stop');
    console.log('\nStart (seconds until everything is ready, the demo company included)');
    console.table([{ 'no data': rounded(first), 'with the data of before': rounded(again) }]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
