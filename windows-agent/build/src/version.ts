import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './places.ts';

/** "1.2.3"; GENKAN_BUILD_VERSION overrides that of package.json (the upgrade test builds an older one). */
export const productVersion = (): string => {
  const version = process.env['GENKAN_BUILD_VERSION'] ?? (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;
  if (!/^\d{1,4}\.\d{1,4}\.\d{1,4}$/.test(version)) throw new Error('The version must be three numbers.');
  return version;
};

/** Time of the commit, in seconds: what a build writes into files instead of the time at which it ran. */
export const sourceDateEpoch = (): string => {
  const given = process.env['SOURCE_DATE_EPOCH'];
  if (given !== undefined) return given;
  try {
    return execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' }).trim();
  } catch {
    return '1767225600';
  }
};
