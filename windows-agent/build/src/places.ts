import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..', '..');
export const windowsAgent = join(root, 'windows-agent');
/** What is delivered, and what only tests use. */
export const output = join(root, 'dist', 'windows');
export const work = join(output, 'work');
export const testOutput = join(output, 'test');
/** Downloads, kept between builds. */
export const downloads = join(root, '.genkan', 'cache', 'windows');
