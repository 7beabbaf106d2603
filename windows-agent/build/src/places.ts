import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..', '..');
export const windowsAgent = join(root, 'windows-agent');
/** GENKAN_BUILD_FOLDER: another folder than dist/, to build the same again beside it. */
const dist = process.env['GENKAN_BUILD_FOLDER'] ?? join(root, 'dist');
const version = process.env['GENKAN_BUILD_VERSION'];
/** What is delivered, and what only tests use; another version than that of package.json has its own folder. */
export const output = join(dist, version === undefined ? 'windows' : `windows-${version}`);
export const work = join(dist, 'windows', 'work');
export const testOutput = join(output, 'test');
/** Downloads, kept between builds. */
export const downloads = join(root, '.genkan', 'cache', 'windows');
