import { writeFile } from 'node:fs/promises';
import { buildPage } from './build-page.ts';

/** Command of the Windows build: writes the asset that page-files.ts reads inside the executable. */
const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Give the file to write.');
await writeFile(file, JSON.stringify(await buildPage()));
