// Installs what the tests under wine need, one after the other: two test files that install at once would be in each other's way.
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServers } from '@genkan/local-stack';
import { openssl, osslsigncode } from '@genkan/windows-build';
import { installProofs } from './support/outside-programs.ts';
import { wineTemplate } from './support/wine.ts';

const isThere = (program: string): boolean => {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

await openssl();
await osslsigncode();
await installProofs();
await wineTemplate();
if (!['redis-server', 'java'].every(isThere)) {
  const folder = await mkdtemp(join(tmpdir(), 'genkan-prepare-'));
  const servers = await startServers({ dataDir: folder, useGiven: false, log: console.log });
  await servers.stop();
  await rm(folder, { recursive: true, force: true });
}
