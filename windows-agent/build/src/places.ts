import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..', '..');
export const windowsAgent = join(root, 'windows-agent');
const version = process.env['GENKAN_BUILD_VERSION'];
/** What is delivered, and what only tests use; another version than that of package.json has its own folder. */
export const output = join(root, 'dist', version === undefined ? 'windows' : `windows-${version}`);
export const work = join(root, 'dist', 'windows', 'work');
export const testOutput = join(output, 'test');
/** Downloads, kept between builds. */
export const downloads = join(root, '.genkan', 'cache', 'windows');
