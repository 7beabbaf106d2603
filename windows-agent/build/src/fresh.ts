import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** All files below a folder whose name ends so, in a fixed order. */
export const filesIn = async (folder: string, endings: readonly string[]): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)) && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
};

/**
 * Makes `result` unless it was made from the very same content before. What goes in is compared by content, so that a
 * fresh clone, a touched file or another branch change nothing.
 */
export const whenChanged = async (result: string, inputs: readonly string[], words: readonly string[], make: () => Promise<void>): Promise<boolean> => {
  const hash = createHash('sha256').update(JSON.stringify(words));
  for (const input of inputs) hash.update(input).update(await readFile(input));
  const wanted = hash.digest('hex');
  const stamp = `${result}.made-from`;
  if (existsSync(result) && existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) return false;
  await rm(stamp, { force: true });
  await mkdir(dirname(result), { recursive: true });
  await make();
  await writeFile(stamp, wanted);
  return true;
};
