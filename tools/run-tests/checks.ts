import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bin, root, runProgram } from './run-program.ts';
import { oneFailed, onePassed, oneSkipped, sum, type Tally } from './tally.ts';

const sourceFolders = ['packages', 'services', 'gateway', 'windows-agent/agent', 'tools', 'tests', 'admin-web/src'];

/** A program whose exit code is the verdict; what it says is shown only when it fails. */
const verdict = async (command: string, args: readonly string[], cwd = root): Promise<Tally> => {
  const { ok, output } = await runProgram(command, args, { cwd });
  if (!ok) console.log(output);
  return ok ? onePassed : oneFailed;
};

export const lint = async (): Promise<Tally> =>
  sum([
    await verdict(bin('eslint'), ['.']),
    await verdict(bin('depcruise'), ['--config', '.dependency-cruiser.cjs', ...sourceFolders]),
    await verdict(bin('buf'), ['lint']),
  ]);

/** Each project has its own libraries: the browser's types must not reach the processes. */
const projects = ['tsconfig.json', 'windows-agent/agent/src/client-console/page', 'windows-agent/build', 'windows-agent/tests'];

export const types = async (): Promise<Tally> => {
  const verdicts: Tally[] = [];
  for (const project of projects) verdicts.push(await verdict(bin('tsc'), ['-p', project]));
  return sum(verdicts);
};

const commitOf = async (ref: string): Promise<string | undefined> => {
  const { ok, output } = await runProgram('git', ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
  return ok ? output.trim() : undefined;
};

/** What the contracts must stay compatible with: main, or on main itself the commit before. */
const compatibilityBase = async (): Promise<string | undefined> => {
  const head = await commitOf('HEAD');
  const main = (await commitOf('origin/main')) ?? (await commitOf('main'));
  return main === undefined || main === head ? commitOf('HEAD~1') : main;
};

/** Event contracts change only so that readers and writers of the version before still understand each other. */
export const contractsCompatible = async (): Promise<Tally> => {
  const base = await compatibilityBase();
  const hasContracts = base !== undefined && (await runProgram('git', ['cat-file', '-e', `${base}:buf.yaml`])).ok;
  if (!hasContracts) return oneSkipped;
  return verdict(bin('buf'), ['breaking', '--against', `.git#ref=${base}`]);
};

const filesBelow = async (folder: string): Promise<Map<string, string>> => {
  const files = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(path.slice(folder.length), await readFile(path, 'utf8'));
  }
  return files;
};

const differences = (committed: Map<string, string>, generated: Map<string, string>): string[] =>
  [...new Set([...committed.keys(), ...generated.keys()])].filter((path) => committed.get(path) !== generated.get(path));

const contractsFresh = async (): Promise<Tally> => {
  const folder = await mkdtemp(join(tmpdir(), 'genkan-generated-'));
  try {
    const { ok, output } = await runProgram(bin('buf'), ['generate', '-o', folder]);
    if (!ok) {
      console.log(output);
      return oneFailed;
    }
    const generated = 'packages/contracts/src/gen';
    const stale = differences(await filesBelow(join(root, generated)), await filesBelow(join(folder, generated)));
    if (stale.length > 0) console.log(`Stale, run "npm run generate": ${stale.join(', ')}`);
    return stale.length === 0 ? onePassed : oneFailed;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const errorsFresh = async (): Promise<Tally> => {
  const file = join(root, 'docs', 'errors.md');
  const committed = await readFile(file, 'utf8');
  const { ok, output } = await runProgram(bin('node'), ['tools/generate-errors.ts']);
  const generated = await readFile(file, 'utf8');
  if (generated !== committed) await writeFile(file, committed);
  if (!ok) console.log(output);
  else if (generated !== committed) console.log('Stale, run "npm run generate": docs/errors.md');
  return ok && generated === committed ? onePassed : oneFailed;
};

/** Generated files are what their sources generate now. */
export const generatedFresh = async (): Promise<Tally> => sum([await contractsFresh(), await errorsFresh()]);
