import { closeSync, fstatSync, openSync, readSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Most of one file, in bytes, and most files; a bundle goes by mail. */
const maxBytes = 1_048_576;
const maxFiles = 12;

/** The newest part of each log file of the folder; nothing when there is no such folder. */
export function readLogTails(folder: string): { name: string; text: string }[] {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => /^[\w.-]+\.log(?:\.\d+)?$/.test(name));
  } catch {
    return [];
  }
  return names.sort().slice(0, maxFiles).flatMap((name) => {
    const text = readTail(join(folder, name));
    return text === undefined ? [] : [{ name, text }];
  });
}

/** undefined: the file is gone, or nobody may read it. */
function readTail(path: string): string | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const { size } = fstatSync(file);
    const start = Math.max(0, size - maxBytes);
    const bytes = Buffer.alloc(size - start);
    const text = bytes.subarray(0, readSync(file, bytes, 0, bytes.length, start)).toString('utf8');
    // The first line is cut; half a line may hold half a secret that no shape fits any more.
    return start === 0 ? text : text.slice(text.indexOf('\n') + 1);
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
